using Ticker.Engine.Normalize;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>A publisher: numbers its instruments by name and its ticks by itself. What it adds goes on with <see cref="Flush"/>.</summary>
internal sealed class TestFeed(TestPipeline pipeline, FeedSession session)
{
    private readonly Dictionary<string, uint> _numbers = [];
    private uint _lastNumber;

    public FeedSession Session => session;

    public Feed Feed => session.Feed;

    /// <summary>The next tick's sequence; a test that leaves some out makes a gap.</summary>
    public ulong Next { get; set; } = session.LastSequence + 1;

    public static Instrument Describe(string name, uint priceScale = 2, uint sizeScale = 0)
    {
        Assert.Null(InstrumentName.Parse(name, out InstrumentName parsed));
        return new Instrument { Name = parsed, PriceScale = (byte)priceScale, SizeScale = (byte)sizeScale };
    }

    /// <summary>Defines instruments and flushes.</summary>
    public TestFeed Define(params IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            Assert.Equal(RejectReason.None, TryDefine(name));
        }

        return Flush();
    }

    public RejectReason TryDefine(string name, uint priceScale = 2)
    {
        FlushIfFull();
        uint number = _numbers[name] = ++_lastNumber;
        return session.Define(number, Describe(name, priceScale), out _);
    }

    public Tick Quote(string name, long bid, long ask, TickFlags flags = TickFlags.None) =>
        new() { Kind = TickKind.Quote, Instrument = _numbers[name], Flags = flags, EventTime = pipeline.Time.Now, BidPrice = bid, BidSize = 1, AskPrice = ask, AskSize = 2 };

    public Tick Trade(string name, long price, long size = 1, TickFlags flags = TickFlags.None) =>
        new() { Kind = TickKind.Trade, Instrument = _numbers[name], Flags = flags, EventTime = pipeline.Time.Now, Price = price, Size = size, Side = Side.Buy, TradeId = (ulong)price };

    public Tick Status(string name, TradingState state) => Tick.ForStatus(_numbers[name], state, "why"u8) with { EventTime = pipeline.Time.Now };

    /// <summary>Adds a tick under the next sequence.</summary>
    public RejectReason Add(Tick tick)
    {
        FlushIfFull();
        return session.Add(tick with { Sequence = Next++ });
    }

    public TestFeed SendQuote(string name, long bid, TickFlags flags = TickFlags.None)
    {
        Assert.Equal(RejectReason.None, Add(Quote(name, bid, bid + 1, flags)));
        return this;
    }

    public TestFeed SendTrade(string name, long price, long size = 1, TickFlags flags = TickFlags.None)
    {
        Assert.Equal(RejectReason.None, Add(Trade(name, price, size, flags)));
        return this;
    }

    public TestFeed SendStatus(string name, TradingState state)
    {
        Assert.Equal(RejectReason.None, Add(Status(name, state)));
        return this;
    }

    public TestFeed Flush()
    {
        if (pipeline.Queued == 64)
        {
            pipeline.Sequence();
        }

        Assert.True(session.FlushAsync().AsTask().IsCompletedSuccessfully, "the channel is full");
        return this;
    }

    private void FlushIfFull()
    {
        if (session.IsFull)
        {
            Flush();
        }
    }
}
