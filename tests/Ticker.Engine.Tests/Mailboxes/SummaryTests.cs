using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class SummaryTests
{
    private readonly SoloMailbox _solo = new(SoloMailbox.Pace(DeliveryMode.Latest, summary: true));

    [Fact]
    public void OnTick_QuotesThatCollapse_TellTheExtremesOfAll()
    {
        _solo.Quote(bid: 10, ask: 20);
        _solo.Quote(bid: 12, ask: 25);
        _solo.Quote(bid: -9, ask: 19);
        _solo.Quote(bid: 11, ask: 21);
        Assert.Equal("q4[1..]x4 Server", _solo.Fill());
        AssertExtremes((12, -9, 25, 19));
    }

    [Fact]
    public void OnTick_MissingSides_AreLeftOut()
    {
        _solo.Quote(bid: Tick.NoPrice, ask: 20);
        _solo.Quote(bid: 5, ask: 22);
        _solo.Quote(bid: Tick.NoPrice, ask: 21);
        _solo.Fill();
        AssertExtremes((5, 5, 22, 20));
        _solo.Quote(bid: 3, ask: Tick.NoPrice);
        _solo.Quote(bid: 4, ask: Tick.NoPrice);
        _solo.Fill();
        AssertExtremes((4, 3, Tick.NoPrice, Tick.NoPrice));
    }

    [Fact]
    public void OnTick_TakenAlongByATrade_KeepsThem()
    {
        _solo.Quote(bid: 10);
        _solo.Quote(bid: 12);
        _solo.Trade();
        Assert.Equal("q2[1..]x2 Server t3", _solo.Fill());
        Assert.True(_solo.Received[0].Collapsed.HasQuoteSummary);
        Assert.Equal(12, _solo.Received[0].Collapsed.BidHigh);
    }

    [Fact]
    public void Pace_TurnedOnWhileAQuoteWaits_ThatOneTellsNone()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest);
        _solo.Quote(bid: 10);
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest, summary: true);
        _solo.Quote(bid: 12);
        _solo.Fill();
        Assert.Equal(new Collapsed { Count = 2, FirstSequence = 1, Cause = CollapseCause.Server }, _solo.Received[0].Collapsed);
        _solo.Quote(bid: 10);
        _solo.Quote(bid: 12);
        _solo.Fill();
        AssertExtremes((12, 10, 101, 101));
    }

    [Fact]
    public void Pace_TurnedOffAndOnWhileAQuoteWaits_ThatOneTellsNone()
    {
        _solo.Quote(bid: 10);
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest);
        _solo.Quote(bid: 100);
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest, summary: true);
        _solo.Quote(bid: 12);
        _solo.Fill();
        Assert.False(_solo.Received[0].Collapsed.HasQuoteSummary);
    }

    private void AssertExtremes((long BidHigh, long BidLow, long AskHigh, long AskLow) expected)
    {
        Collapsed collapsed = _solo.Received[^1].Collapsed;
        Assert.True(collapsed.HasQuoteSummary);
        Assert.Equal(expected, (collapsed.BidHigh, collapsed.BidLow, collapsed.AskHigh, collapsed.AskLow));
    }
}
