using Ticker.Feeds.Contract.V1;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

/// <summary>Ticks and definitions that are refused one by one while the stream goes on.</summary>
public class BadTickTests
{
    private const long Limit = 1_000_000_000_000_000_000;

    private static readonly (RejectReason Reason, Tick Tick)[] Refused =
    [
        (RejectReason.UnknownInstrument, TestFeed.Trade(1, instrument: 2)),
        (RejectReason.UnknownInstrument, TestFeed.Trade(1, instrument: 0)),
        (RejectReason.NegativeSize, new Tick { Instrument = 1, Sequence = 1, Trade = new Trade { Price = 1, Size = -1 } }),
        (RejectReason.NegativeSize, new Tick { Instrument = 1, Sequence = 1, Quote = new Quote { BidPrice = 1, BidSize = -1 } }),
        (RejectReason.NegativeSize, new Tick { Instrument = 1, Sequence = 1, Quote = new Quote { BidPrice = 1, AskSize = -1 } }),
        (RejectReason.OutOfRange, new Tick { Instrument = 1, Sequence = 1, Trade = new Trade { Price = Limit + 1, Size = 1 } }),
        (RejectReason.OutOfRange, new Tick { Instrument = 1, Sequence = 1, Trade = new Trade { Price = long.MinValue, Size = 1 } }),
        (RejectReason.OutOfRange, new Tick { Instrument = 1, Sequence = 1, Trade = new Trade { Price = 1, Size = long.MaxValue } }),
        (RejectReason.OutOfRange, new Tick { Instrument = 1, Sequence = 1, Quote = new Quote { BidPrice = long.MinValue } }),
        (RejectReason.OutOfRange, new Tick { Instrument = 1, Sequence = 1, Quote = new Quote { AskPrice = -Limit - 1 } }),
        (RejectReason.EventTime, new Tick { Instrument = 1, Sequence = 1, EventTime = ulong.MaxValue, Trade = new Trade { Price = 1, Size = 1 } }),
        (RejectReason.EventTime, new Tick { Instrument = 1, Sequence = 1, EventTime = (ulong)Model.UnixNanos.From(DateTimeOffset.MaxValue.AddYears(-7800)).Value, Trade = new Trade { Price = 1, Size = 1 } }),
        (RejectReason.NoBody, new Tick { Instrument = 1, Sequence = 1 }),
        (RejectReason.NeitherSide, new Tick { Instrument = 1, Sequence = 1, Quote = new Quote { BidSize = 1, AskSize = 1 } }),
        (RejectReason.BadState, new Tick { Instrument = 1, Sequence = 1, Status = new Status { Reason = "?" } }),
        (RejectReason.BadState, new Tick { Instrument = 1, Sequence = 1, Status = new Status { State = (TradingState)257 } }),
        (RejectReason.BadState, new Tick { Instrument = 1, Sequence = 1, Status = new Status { State = (TradingState)(-1) } }),
    ];

    public static TheoryData<int> EachRefused => [.. Enumerable.Range(0, Refused.Length)];

    [Theory]
    [MemberData(nameof(EachRefused))]
    public async Task Publish_RefusedTick_IsToldAndTheNextIsTaken(int index)
    {
        (RejectReason reason, Tick tick) = Refused[index];
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        await feed.SendAsync(tick, TestFeed.Trade(2));

        Reject reject = await feed.RejectAsync();

        Assert.Equal((1ul, reason), (reject.Sequence, reject.Reason));
        Assert.Equal($"instrument {tick.Instrument}", reject.Detail);
        Ack ack = await feed.AckAsync(2);
        Assert.Equal(1ul, ack.RejectedTotal);
        Model.Tick taken = await host.NextAsync(Model.TickKind.Trade);
        Assert.Equal((2ul, Model.TickFlags.None), (taken.TradeId, taken.Flags));
    }

    [Fact]
    public async Task Publish_ExtremesThatAreLegal_AreTakenExactly()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        await feed.SendAsync(
            new Tick { Instrument = 1, Quote = new Quote { BidPrice = -Limit, BidSize = Limit, AskPrice = Limit, AskSize = 0 } },
            new Tick { Instrument = 1, Quote = new Quote { AskPrice = 0, AskSize = 3, BidSize = 9 } },
            new Tick { Instrument = 1, Trade = new Trade { Price = -3763, Size = 0, Side = (Side)9, TradeId = ulong.MaxValue, TradeIdText = "unread" } },
            new Tick { Instrument = 1, Trade = new Trade { Price = 1, Size = 1, TradeIdText = "foobar" } });

        Model.Tick quote = await host.NextAsync(Model.TickKind.Quote);
        Assert.Equal((-Limit, Limit, Limit, 0L), (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize));
        Model.Tick oneSided = await host.NextAsync();
        Assert.Equal((false, 0L, 0L, 3L), (oneSided.HasBid, oneSided.BidSize, oneSided.AskPrice, oneSided.AskSize));
        Model.Tick trade = await host.NextAsync();
        Assert.Equal((-3763L, 0L, Model.Side.None, ulong.MaxValue, Model.TickFlags.None), (trade.Price, trade.Size, trade.Side, trade.TradeId, trade.Flags));
        Model.Tick hashed = await host.NextAsync();
        Assert.Equal((0x85944171f73967e8ul, Model.TickFlags.HashedTradeId), (hashed.TradeId, hashed.Flags));
    }

    [Fact]
    public async Task Publish_DuplicateSequences_AreDroppedCountedAndAcknowledged()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        await feed.SendAsync(TestFeed.Trade(1), TestFeed.Trade(2), TestFeed.Trade(2), TestFeed.Trade(1), TestFeed.Trade(3));

        Assert.Equal(0ul, (await feed.AckAsync(3)).RejectedTotal);
        foreach (ulong expected in new ulong[] { 1, 2, 3 })
        {
            Assert.Equal(expected, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }

        Assert.Equal(2, host.Feeds.Feeds.Single().Counts.Duplicates);
    }

    [Fact]
    public async Task Publish_SkippedSequences_MarkAGapUntilASnapshot()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        await feed.SendAsync(TestFeed.Trade(1), TestFeed.Trade(5), TestFeed.Trade(6), TestFeed.Trade(7, flags: 1));
        await feed.AckAsync(7);

        Assert.Equal(Model.TickFlags.None, (await host.NextAsync(Model.TickKind.Trade)).Flags);
        Assert.Equal(Model.FeedState.Gap, (await host.NextAsync()).FeedState);
        Assert.Equal(Model.TickFlags.GapBefore, (await host.NextAsync()).Flags);
        Assert.Equal(Model.TickFlags.None, (await host.NextAsync()).Flags);
        Model.Tick live = await host.NextAsync(Model.FeedState.Live);
        Assert.Equal(Model.TickFlags.Snapshot, (await host.NextAsync(Model.TickKind.Trade)).Flags);
        Assert.NotEqual(0, live.StateVersion);
        Assert.Equal((1, 3), (host.Feeds.Feeds.Single().Counts.Gaps, host.Feeds.Feeds.Single().Counts.Missing));
    }

    [Fact]
    public async Task Publish_ManyRejects_TellsTheNewestAndCountsAll()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.SendAsync(Enumerable.Range(1, 1_000).Select(n => TestFeed.Trade((ulong)n, instrument: 9)));
        feed.Call.HalfClose();

        var sequences = new List<ulong>();
        Ack? last = null;
        while (await feed.Call.ReadAsync(PublishResponse.Parser) is { } response)
        {
            last = response.Ack ?? last;
            if (response.Reject is { } reject)
            {
                sequences.Add(reject.Sequence);
            }
        }

        Assert.Equal((1_000ul, 1_000ul), (last!.Received, last.RejectedTotal));
        Assert.Equal(1_000ul, sequences[^1]);
        Assert.Equal(sequences.Order(), sequences);
        Assert.True(sequences.Count < 1_000);
    }

    [Theory]
    [InlineData("A B", true)]
    [InlineData("BRK/B", true)]
    [InlineData("a:b:c", true)]
    [InlineData("ÄÖ☃", true)]
    [InlineData("a\tb", false)]
    [InlineData("a\0b", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("", false)]
    [InlineData("a symbol of more than sixty-four bytes is no symbol that this server takes", false)]
    public async Task Publish_Symbol_MayHoldAnythingButControlCharacters(string symbol, bool legal)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync(1, "XNAS", symbol);
        await feed.SendAsync(TestFeed.Trade(1));

        Assert.Equal(legal ? 0ul : 2ul, (await feed.AckAsync(1)).RejectedTotal);
        Assert.Equal(legal, host.Instruments.Find($"XNAS:{symbol}") is not null);
    }

    [Fact]
    public async Task Publish_BadDefinitions_AreToldWithTheirReason()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync("a");
        await feed.DefineAsync(1, symbol: "A");
        await feed.DefineAsync(1, symbol: "A");
        await RefusedAsync(feed, RejectReason.RedefinedNumber, TestFeed.Definition(1, symbol: "B"));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.PriceScale = 13));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.PriceScale = 256));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.SizeScale = uint.MaxValue));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.TickSize = -1));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.PreviousClose = long.MinValue));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.Venue = "X:Y"));
        await RefusedAsync(feed, RejectReason.BadDefinition, With(d => d.Currency = "much too long for one"));

        await using var other = new TestFeed(host);
        await other.HelloAsync("b");
        InstrumentDefinition differently = TestFeed.Definition(1, symbol: "A");
        differently.PriceScale = 4;
        await RefusedAsync(other, RejectReason.DefinedDifferently, differently);
    }

    private static InstrumentDefinition With(Action<InstrumentDefinition> change)
    {
        InstrumentDefinition definition = TestFeed.Definition(2, symbol: "NEW");
        change(definition);
        return definition;
    }

    private static async Task RefusedAsync(TestFeed feed, RejectReason reason, InstrumentDefinition definition)
    {
        await feed.SendAsync(new PublishRequest { Instrument = definition });
        Reject reject = await feed.RejectAsync();
        Assert.Equal((0ul, reason), (reject.Sequence, reject.Reason));
        Assert.NotEmpty(reject.Detail);
    }
}
