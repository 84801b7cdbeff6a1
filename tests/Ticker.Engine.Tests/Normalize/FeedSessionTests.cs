using Ticker.Engine.Normalize;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Normalize;

public sealed class FeedSessionTests
{
    private readonly TestPipeline _pipeline = new(maxInstruments: 4);

    [Fact]
    public void Define_NewInstrument_GoesAlongTheStreamBeforeItsTicks()
    {
        _pipeline.OpenFeed().Define("X:A").SendQuote("X:A", 10).Flush();
        Assert.Equal([TickKind.FeedState, TickKind.Definition, TickKind.Quote], Tape().Select(tick => tick.Kind));
    }

    [Fact]
    public void Define_InstrumentThatAnotherFeedHasNotFlushed_GoesAlongTheStreamBeforeItsTicks()
    {
        Assert.Equal(RejectReason.None, _pipeline.OpenFeed("other").TryDefine("X:A"));
        _pipeline.OpenFeed().Define("X:A").SendQuote("X:A", 10).Flush();
        Assert.Equal([TickKind.FeedState, TickKind.Definition, TickKind.Quote], Tape().Select(tick => tick.Kind));
    }

    [Fact]
    public void Define_KnownInstrumentWithAnotherClose_IsDescribedAnewAndSaysSoAlongTheStream()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        Instrument monday = TestFeed.Describe("X:A") with { PreviousClose = 1_000 };
        Assert.Equal(RejectReason.None, feed.Session.Define(1, monday, out _));
        Assert.Equal(RejectReason.None, feed.Session.Define(1, monday, out _));
        feed.Flush();
        Assert.Equal([TickKind.FeedState, TickKind.Definition, TickKind.Definition], Tape().Select(tick => tick.Kind));
        Assert.Equal(1_000, _pipeline.Instruments.Find("X:A")!.PreviousClose);

        TestFeed other = _pipeline.OpenFeed("other");
        Assert.Equal(RejectReason.None, other.Session.Define(1, monday with { PreviousClose = 1_100 }, out _));
        other.Flush();
        Assert.Equal(1_100, _pipeline.Instruments[1].PreviousClose);
    }

    [Fact]
    public void Add_PublishersTick_GetsTheServersNumbersAndTimes()
    {
        _pipeline.OpenFeed("other").Define("X:B");
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        feed.Add(feed.Quote("X:A", 10, 11) with { Feed = 77, Flags = TickFlags.OutOfHours | TickFlags.Stale | TickFlags.GapBefore, ReceiveTime = new UnixNanos(5) });
        feed.Flush();
        Tick tick = Tape()[^1];
        Assert.Equal(2u, tick.Instrument);
        Assert.Equal(feed.Feed.Number, tick.Feed);
        Assert.Equal(_pipeline.Time.Now, tick.ReceiveTime);
        Assert.Equal(TickFlags.OutOfHours, tick.Flags);
    }

    [Fact]
    public void Add_UnknownInstrument_IsRefusedAndCounted()
    {
        TestFeed feed = _pipeline.OpenFeed();
        Assert.Equal(RejectReason.UnknownInstrument, feed.Session.Add(new Tick { Kind = TickKind.Trade, Instrument = 9, Sequence = 1 }));
        Assert.Equal(1, feed.Feed.Counts.Rejected);
        Assert.Equal(1u, feed.Session.LastSequence);
    }

    [Fact]
    public void Define_RefusedInEveryWay_SaysWhy()
    {
        TestFeed other = _pipeline.OpenFeed("other").Define("X:THEIRS");
        FeedSession session = _pipeline.OpenFeed().Session;
        Assert.Equal(RejectReason.None, session.Define(1, TestFeed.Describe("X:A"), out string? detail));
        Assert.Null(detail);
        Assert.Equal(RejectReason.None, session.Define(1, TestFeed.Describe("X:A"), out _));
        Assert.Equal(RejectReason.RedefinedNumber, session.Define(1, TestFeed.Describe("X:B"), out detail));
        Assert.Contains("X:A", detail);
        Assert.Equal(RejectReason.RedefinedNumber, session.Define(1, TestFeed.Describe("X:A", priceScale: 5), out _));
        Assert.Equal(RejectReason.DefinedDifferently, session.Define(2, TestFeed.Describe("X:THEIRS", priceScale: 5), out detail));
        Assert.Contains("X:THEIRS", detail);
        Assert.Equal(RejectReason.BadDefinition, session.Define(3, TestFeed.Describe("X:A") with { Name = new InstrumentName("X", "*") }, out detail));
        Assert.NotNull(detail);
        Assert.Equal(RejectReason.None, session.Define(4, TestFeed.Describe("X:C"), out _));
        Assert.Equal(RejectReason.None, session.Define(5, TestFeed.Describe("X:D"), out _));
        Assert.Equal(RejectReason.TooManyInstruments, session.Define(6, TestFeed.Describe("X:E"), out _));
        Assert.Equal(5, session.Feed.Counts.Rejected);
        Assert.Equal(0, other.Feed.Counts.Rejected);
    }

    [Fact]
    public void Define_RefusedNumber_IsFreeForALegalDefinition()
    {
        _pipeline.OpenFeed("other").Define("X:THEIRS");
        FeedSession session = _pipeline.OpenFeed().Session;
        session.Define(1, TestFeed.Describe("X:THEIRS", priceScale: 5), out _);
        Assert.Equal(RejectReason.None, session.Define(1, TestFeed.Describe("X:A"), out _));
        Assert.Equal(RejectReason.None, session.Add(new Tick { Kind = TickKind.Trade, Instrument = 1, Size = 1 }));
    }

    [Fact]
    public void Define_MoreNumbersThanInstruments_IsRefused()
    {
        FeedSession session = _pipeline.OpenFeed().Session;
        Assert.All(Enumerable.Range(1, 4), number => Assert.Equal(RejectReason.None, session.Define((uint)number, TestFeed.Describe("X:A"), out _)));
        Assert.Equal(RejectReason.TooManyInstruments, session.Define(5, TestFeed.Describe("X:A"), out _));
    }

    [Fact]
    public void Add_SequenceSeenBefore_IsDroppedAndCounted()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        Tick tick = feed.Trade("X:A", 5);
        foreach (ulong sequence in new ulong[] { 1, 2, 2, 1, 3 })
        {
            Assert.Equal(RejectReason.None, feed.Session.Add(tick with { Sequence = sequence }));
        }

        feed.Flush();
        Assert.Equal(2, feed.Feed.Counts.Duplicates);
        Assert.Equal(3, feed.Feed.Counts.Ticks);
        Assert.Equal(3, Tape().Count(one => one.Kind == TickKind.Trade));
        Assert.Equal(3ul, feed.Feed.LastSequence);
    }

    [Fact]
    public void Add_WithoutSequence_IsNeitherDuplicateNorGap()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        Assert.All(Enumerable.Range(0, 5), _ => feed.Session.Add(feed.Trade("X:A", 5)));
        Assert.Equal((5, 0, 0), (feed.Feed.Counts.Ticks, feed.Feed.Counts.Duplicates, feed.Feed.Counts.Gaps));
    }

    [Fact]
    public void Add_RefusedTick_StillCountsAsSeen()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        Assert.Equal(RejectReason.NegativeSize, feed.Add(feed.Trade("X:A", 5, size: -1)));
        feed.SendTrade("X:A", 6);
        Assert.Equal(0, feed.Feed.Counts.Gaps);
        Assert.Equal(2ul, feed.Session.LastSequence);
    }

    [Fact]
    public void Add_CrossedQuote_IsCounted()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        feed.Add(feed.Quote("X:A", 11, 11));
        feed.Add(feed.Quote("X:A", 10, 11));
        Assert.Equal(1, feed.Feed.Counts.Crossed);
    }

    [Fact]
    public void Add_UntilFull_NeverOverflowsWhateverATickBringsAlong()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        ulong sequence = 1;
        for (int i = 0; i < 2_000; i++)
        {
            if (feed.Session.IsFull)
            {
                feed.Flush();
                _pipeline.Sequence();
                while (_pipeline.Inlet.TryRead(out TickBatch batch))
                {
                    batch.Release();
                }
            }

            // Each is a gap, and clears it: a gap record, a live record and the tick. Between two, the clock is read.
            feed.Session.Add(feed.Trade("X:A", 5, flags: TickFlags.Snapshot) with { Sequence = sequence += 2 });
            feed.Session.Touch();
        }

        Assert.Equal(2_000, feed.Feed.Counts.Ticks);
    }

    private List<Tick> Tape()
    {
        _pipeline.Sequence();
        return _pipeline.Tape;
    }
}
