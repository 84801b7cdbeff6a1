using Ticker.Model;

namespace Ticker.Synthetic.Tests;

public class QuoteAndTradeTests
{
    private static readonly MarketRun Run = new(new SyntheticMarketOptions { Seed = 9, InstrumentCount = 450, TicksPerSecond = 4_000 }, TimeSpan.FromMinutes(4));

    [Fact]
    public void Sequence_WholeRun_HasNoHole()
    {
        Assert.All(Run.Ticks.Select((tick, n) => (tick.Sequence, n)), pair => Assert.Equal((ulong)pair.n + 1, pair.Sequence));
    }

    [Fact]
    public void EventTime_WholeRun_NeverDecreasesNorPassesTheLimit()
    {
        UnixNanos last = MarketRun.Start;
        foreach (Tick tick in Run.Ticks)
        {
            Assert.True(tick.EventTime >= last, tick.ToString());
            last = tick.EventTime;
        }

        Assert.True(last.Value <= MarketRun.Start.Value + 240_000_000_000);
    }

    [Fact]
    public void Quotes_WholeRun_AskAboveBidAndOnTheGrid()
    {
        foreach (Tick quote in Run.Ticks.Where(tick => tick.Kind == TickKind.Quote))
        {
            Instrument instrument = Run[quote];
            Assert.True(quote.HasBid || quote.HasAsk, quote.ToString());
            Assert.True(!quote.HasBid || !quote.HasAsk || quote.AskPrice > quote.BidPrice, quote.ToString());
            AssertSide(instrument, quote.HasBid, quote.BidPrice, quote.BidSize);
            AssertSide(instrument, quote.HasAsk, quote.AskPrice, quote.AskSize);
        }
    }

    [Fact]
    public void Quotes_Next_DifferFromTheLast()
    {
        var last = new Tick[Run.Instruments.Count + 1];
        foreach (Tick quote in Run.Ticks.Where(tick => tick.Kind == TickKind.Quote))
        {
            Tick before = last[quote.Instrument];
            last[quote.Instrument] = quote;
            Assert.NotEqual(
                (before.BidPrice, before.BidSize, before.AskPrice, before.AskSize, before.Kind),
                (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize, quote.Kind));
        }
    }

    [Fact]
    public void Trades_WholeRun_OnTheGridWithConsecutiveIds()
    {
        var ids = new Dictionary<uint, ulong>();
        foreach (Tick trade in Run.Ticks.Where(tick => tick.Kind == TickKind.Trade))
        {
            AssertSide(Run[trade], true, trade.Price, trade.Size);
            Assert.True(!ids.TryGetValue(trade.Instrument, out ulong last) || trade.TradeId == last + 1, trade.ToString());
            ids[trade.Instrument] = trade.TradeId;
        }

        Assert.True(ids.Count > 300);
    }

    [Fact]
    public void Trades_WithAnAggressor_AtOrThroughTheQuoteThatWasThere()
    {
        var quotes = new Tick[Run.Instruments.Count + 1];
        int through = 0;
        foreach (Tick tick in Run.Ticks)
        {
            Tick quote = quotes[tick.Instrument];
            if (tick.Kind == TickKind.Quote)
            {
                quotes[tick.Instrument] = tick;
            }
            else if (tick.Kind == TickKind.Trade && tick.Side != Side.None)
            {
                long beyond = tick.Side == Side.Buy ? tick.Price - quote.AskPrice : quote.BidPrice - tick.Price;
                Assert.True(beyond >= 0, $"{tick} against {quote}");
                through += beyond > 0 ? 1 : 0;
            }
        }

        Assert.True(through > 100, $"{through} trades through the quote");
    }

    [Fact]
    public void Trades_ThroughTheQuote_AreFollowedByAQuoteBeyondThem()
    {
        int followed = 0;
        for (int n = 1; n + 1 < Run.Ticks.Count; n++)
        {
            Tick trade = Run.Ticks[n];
            Tick earlier = Run.Ticks[n - 1];
            Tick next = Run.Ticks[n + 1];
            if (trade.Kind == TickKind.Trade && earlier.Kind == TickKind.Trade && earlier.Instrument == trade.Instrument &&
                next.Kind == TickKind.Quote && trade.EventTime == earlier.EventTime && trade.Side != Side.None)
            {
                Assert.Equal(trade.Instrument, next.Instrument);
                Assert.True(trade.Side == Side.Buy ? next.AskPrice > trade.Price : next.BidPrice < trade.Price, $"{trade} then {next}");
                followed++;
            }
        }

        Assert.True(followed > 50);
    }

    [Fact]
    public void Trades_SmallerThanTheQuote_TakeTheirSizeFromIt()
    {
        var quotes = new Tick[Run.Instruments.Count + 1];
        int taken = 0;
        for (int n = 0; n + 1 < Run.Ticks.Count; n++)
        {
            Tick tick = Run.Ticks[n];
            if (tick.Kind == TickKind.Quote)
            {
                quotes[tick.Instrument] = tick;
                continue;
            }

            Tick before = quotes[tick.Instrument];
            Tick after = Run.Ticks[n + 1];
            if (tick.Kind == TickKind.Trade && tick.Side == Side.Buy && tick.Price == before.AskPrice && tick.Size < before.AskSize)
            {
                Assert.Equal((before.AskPrice, before.AskSize - tick.Size, before.BidPrice), (after.AskPrice, after.AskSize, after.BidPrice));
                taken++;
            }
        }

        Assert.True(taken > 1_000);
    }

    [Fact]
    public void Sizes_Trades_HaveAHeavyTail()
    {
        uint number = Run.Instruments.Single(instrument => instrument.FullName == "SIMX:BTCUSDT").Number;
        long[] sizes = [.. Run.Ticks.Where(tick => tick.Kind == TickKind.Trade && tick.Instrument == number).Select(tick => tick.Size).Order()];

        Assert.True(sizes.Length > 1_000);
        Assert.True(sizes[^1] > 50 * sizes[sizes.Length / 2], $"median {sizes[sizes.Length / 2]}, greatest {sizes[^1]}");
    }

    [Fact]
    public void Prices_ThirtyDays_StayWithinHalfAndDouble()
    {
        var month = new MarketRun(new SyntheticMarketOptions { Seed = 4, InstrumentCount = 60, TicksPerSecond = 0.5, HaltInterval = TimeSpan.FromHours(1) }, TimeSpan.FromDays(30));

        Assert.InRange(month.Ticks.Count, 1_200_000, 1_400_000);
        foreach (Tick quote in month.Ticks.Where(tick => tick is { Kind: TickKind.Quote, HasBid: true, HasAsk: true }))
        {
            Instrument instrument = month[quote];
            long close = instrument.PreviousClose!.Value;
            long leeway = 400 * instrument.TickSize;
            if (close > 0)
            {
                Assert.InRange(quote.BidPrice, Math.Max(instrument.TickSize, (close / 2) - leeway), (2 * close) + leeway);
            }
        }
    }

    [Theory]
    [InlineData("XNYM:CLF7-CLG7")]
    [InlineData("XNYM:NGF7-NGG7")]
    public void Prices_CalendarSpread_AreNegative(string name)
    {
        uint number = Run.Instruments.Single(instrument => instrument.FullName == name).Number;
        Tick[] ticks = [.. Run.Ticks.Where(tick => tick.Instrument == number)];

        Assert.Contains(ticks, tick => tick is { Kind: TickKind.Quote, HasBid: true, BidPrice: < 0 });
        Assert.Contains(ticks, tick => tick is { Kind: TickKind.Trade, Price: < 0 });
    }

    private static void AssertSide(Instrument instrument, bool there, long price, long size)
    {
        if (!there)
        {
            Assert.Equal(0, size);
            return;
        }

        Assert.Equal(0, price % instrument.TickSize);
        Assert.Equal(0, size % instrument.LotSize);
        Assert.InRange(size, instrument.LotSize, Tick.MaxMantissa);
        Assert.InRange(price, -Tick.MaxMantissa, Tick.MaxMantissa);
        Assert.True(price > 0 || instrument.PreviousClose < 0, $"{instrument.FullName} at {price}");
    }
}
