using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class ConflateTradesTests
{
    private readonly SoloMailbox _solo = new(SoloMailbox.Pace(DeliveryMode.Latest, conflateTrades: true));

    [Fact]
    public void OnTick_TradesOfOneInstrument_CollapseWithTheirSums()
    {
        _solo.Trade(price: 10, size: 3);
        _solo.Trade(price: -7, size: 2);
        _solo.Trade(instrument: 2, price: 1_000, size: 1_000);
        _solo.Trade(price: 4, size: 5);
        Assert.Equal("t4[1..]x3 Server t3", _solo.Fill());
        Assert.Equal(
            new Collapsed { Count = 3, FirstSequence = 1, Cause = CollapseCause.Server, HasTradeSums = true, Volume = 10, High = 10, Low = -7, Notional = 36 },
            _solo.Received[0].Collapsed);
    }

    [Fact]
    public void OnTick_SecondRun_HasItsOwnSums()
    {
        _solo.Trade(price: 1_000, size: 1_000);
        _solo.Fill();
        _solo.Trade(price: 5, size: 1);
        _solo.Trade(price: 6, size: 1);
        Assert.Equal("t3[2..]x2 Server", _solo.Fill());
        Assert.Equal((2L, 6L, 5L, 11), (_solo.Received[1].Collapsed.Volume, _solo.Received[1].Collapsed.High, _solo.Received[1].Collapsed.Low, (int)_solo.Received[1].Collapsed.Notional));
    }

    [Fact]
    public void Fill_QuoteAndTradeOfACell_InOrderOfSequence()
    {
        _solo.Quote();
        _solo.Trade();
        Assert.Equal("q1 t2", _solo.Fill());
        _solo.Quote();
        _solo.Trade();
        _solo.Quote();
        Assert.Equal("t4 q5[3..]x2 Server", _solo.Fill());
    }

    [Fact]
    public void Fill_MessageFullBetweenThem_TheOtherStaysAndTakesNewerOnesIn()
    {
        _solo.Quote();
        _solo.Trade();
        Assert.Equal("q1", _solo.Fill(MailboxRun.OneTick));
        Assert.Equal(1, _solo.Mailbox.Pending);
        _solo.Trade();
        _solo.Quote();
        Assert.Equal("t3[2..]x2 Server q4", _solo.Fill());
    }

    [Fact]
    public void OnTick_Status_TakesBothAlongInFront()
    {
        _solo.Trade();
        _solo.Quote();
        _solo.Trade();
        _solo.Status();
        _solo.Trade();
        Assert.Equal(4, _solo.Mailbox.Pending);
        Assert.Equal("q2 t3[1..]x2 Server s4 t5", _solo.Fill());
        Assert.Equal(2, _solo.Received[1].Collapsed.Volume);
    }

    [Fact]
    public void OnTick_VolumeThatDoesNotFit_SendsWhatWaitsFirst()
    {
        for (int i = 0; i < 10; i++)
        {
            _solo.Trade(price: Tick.MaxMantissa, size: Tick.MaxMantissa);
        }

        Assert.Equal("t9[1..]x9 Server t10", _solo.Fill());
        Assert.Equal(9 * Tick.MaxMantissa, _solo.Received[0].Collapsed.Volume);
        Assert.Equal((Int128)9 * Tick.MaxMantissa * Tick.MaxMantissa, _solo.Received[0].Collapsed.Notional);
    }

    [Fact]
    public void OnTick_SumsThatHaveWrappedInTheSlot_AreRight()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _solo.Trade(price: i % 2 == 0 ? -Tick.MaxMantissa : Tick.MaxMantissa, size: Tick.MaxMantissa);
            _solo.Trade(price: -Tick.MaxMantissa, size: Tick.MaxMantissa);
            Assert.NotEqual("", _solo.Fill());
            Assert.Equal(2 * Tick.MaxMantissa, _solo.Received[^1].Collapsed.Volume);
            Assert.Equal(i % 2 == 0 ? (Int128)(-2) * Tick.MaxMantissa * Tick.MaxMantissa : 0, _solo.Received[^1].Collapsed.Notional);
        }
    }

    [Fact]
    public void OnTick_ModeAll_HasNoEffect()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.All, conflateTrades: true);
        _solo.Trade();
        _solo.Trade();
        Assert.Equal("t1 t2", _solo.Fill());
    }

    [Fact]
    public void Pace_NoLonger_TheNextTradeFollowsWhatWaits()
    {
        _solo.Trade();
        _solo.Trade();
        _solo.Quote();
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest);
        _solo.Trade();
        Assert.Equal("t2[1..]x2 Server q3 t4", _solo.Fill());
    }

    [Fact]
    public void OnTick_GapBeforeAnOverwrittenTrade_IsToldByWhateverIsSentFirst()
    {
        _solo.Trade(flags: TickFlags.GapBefore);
        _solo.Trade();
        Assert.Equal("t2[1..]x2 Server!", _solo.Fill());
        _solo.Trade();
        Assert.Equal("t3", _solo.Fill());
    }
}
