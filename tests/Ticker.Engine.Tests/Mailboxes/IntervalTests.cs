using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class IntervalTests
{
    // Ten milliseconds are a hundred units of its clock.
    private readonly SoloMailbox _solo = new(SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 10)) { Now = 1_000 };

    [Fact]
    public void OnTick_InstrumentThatWasQuiet_IsDueAtOnce()
    {
        Assert.Equal(long.MaxValue, _solo.Mailbox.NextRelease);
        _solo.Quote();
        Assert.True(_solo.Mailbox.HasDue);
        Assert.Equal("q1", _solo.Fill());
    }

    [Fact]
    public void OnTick_WithinTheInterval_IsHeldUntilItIsOverAndThenTheNewest()
    {
        _solo.Quote();
        _solo.Fill();
        _solo.Now = 1_050;
        _solo.Quote();
        _solo.Quote();
        Assert.False(_solo.Mailbox.HasDue);
        Assert.Equal(1, _solo.Mailbox.Pending);
        Assert.Equal(1_100, _solo.Mailbox.NextRelease);
        _solo.Now = 1_099;
        Assert.Equal("", _solo.Fill());
        _solo.Now = 1_100;
        Assert.Equal("q3[2..]x2 Rate", _solo.Fill());
        Assert.Equal(1, _solo.Accounts.ConflatedByRate);
    }

    [Fact]
    public void NextRelease_BetweenMilliseconds_IsPutOffToTheNext()
    {
        _solo.Now = 1_003;
        _solo.Quote(1);
        _solo.Fill();
        _solo.Now = 1_008;
        _solo.Quote(2);
        _solo.Fill();
        _solo.Quote(1);
        _solo.Quote(2);
        Assert.Equal(1_110, _solo.Mailbox.NextRelease);
        _solo.Now = 1_109;
        Assert.Equal("", _solo.Fill());
        _solo.Now = 1_110;
        Assert.Equal("q3 q4", _solo.Fill());
    }

    [Fact]
    public void Release_IntervalOverWithNothingHeld_TheNextIsDueAtOnce()
    {
        _solo.Quote();
        _solo.Fill();
        Assert.Equal(1_100, _solo.Mailbox.NextRelease);
        _solo.Now = 1_100;
        _solo.Mailbox.Release(_solo.Now);
        Assert.Equal(long.MaxValue, _solo.Mailbox.NextRelease);
        _solo.Quote();
        Assert.Equal("q2", _solo.Write());
    }

    [Fact]
    public void Release_CellsSentAtDifferentTimes_GivesOutWhatIsOverInItsOrder()
    {
        _solo.Quote(1);
        _solo.Fill();
        _solo.Now = 1_040;
        _solo.Quote(2);
        _solo.Fill();
        _solo.Quote(2);
        _solo.Quote(1);
        _solo.Now = 1_100;
        Assert.Equal("q4", _solo.Fill());
        Assert.Equal(1_140, _solo.Mailbox.NextRelease);
        _solo.Now = 1_200;
        Assert.Equal("q3", _solo.Fill());
    }

    [Fact]
    public void OnTick_Trade_TakesTheHeldQuoteAlongAndTheIntervalGoesOn()
    {
        _solo.Quote();
        _solo.Fill();
        _solo.Now = 1_050;
        _solo.Quote();
        _solo.Trade();
        Assert.Equal("q2 t3", _solo.Fill());
        _solo.Quote();
        Assert.False(_solo.Mailbox.HasDue);
        _solo.Now = 1_100;
        Assert.Equal("q4", _solo.Fill());
    }

    [Fact]
    public void OnTick_QuoteAfterATradeAlone_IsNotHeld()
    {
        _solo.Trade();
        _solo.Fill();
        _solo.Quote();
        Assert.Equal("q2", _solo.Fill());
    }

    [Fact]
    public void OnTick_ConflatedTrades_ShareTheIntervalWithQuotes()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 10, conflateTrades: true);
        _solo.Trade();
        Assert.Equal("t1", _solo.Fill());
        _solo.Quote();
        _solo.Trade();
        _solo.Trade();
        Assert.Equal("", _solo.Fill());
        _solo.Now = 1_100;
        Assert.Equal("q2 t4[3..]x2 Rate", _solo.Fill());
    }

    [Fact]
    public void Fill_MessageFullBetweenQuoteAndTrade_TheTradeFollowsAndNewerOnesAreHeld()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 10, conflateTrades: true);
        _solo.Quote();
        _solo.Trade();
        Assert.Equal("q1", _solo.Fill(MailboxRun.OneTick));
        _solo.Quote();
        _solo.Trade();
        Assert.Equal("t2", _solo.Fill());
        Assert.Equal("", _solo.Fill());
        _solo.Now = 1_100;
        Assert.Equal("q3 t4", _solo.Fill());
    }

    [Fact]
    public void Pace_ToLatest_WhatIsHeldIsDue()
    {
        _solo.Quote();
        _solo.Fill();
        _solo.Quote();
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest);
        Assert.Equal(long.MaxValue, _solo.Mailbox.NextRelease);
        Assert.Equal("q2", _solo.Fill());
    }

    [Fact]
    public void Pace_AnotherInterval_CountsFromWhatWasSent()
    {
        _solo.Quote();
        _solo.Fill();
        _solo.Quote();
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 30);
        Assert.Equal(1_300, _solo.Mailbox.NextRelease);
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 2);
        Assert.Equal(1_020, _solo.Mailbox.NextRelease);
    }
}
