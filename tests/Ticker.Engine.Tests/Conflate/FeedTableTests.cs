using Ticker.Engine.Conflate;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Conflate;

public sealed class FeedTableTests
{
    private readonly TestPipeline _pipeline = new();
    private readonly FeedTable _table;

    public FeedTableTests()
    {
        _pipeline.OpenFeed("alpha");
        _pipeline.OpenFeed("beta");
        _table = new FeedTable(_pipeline.Door);
    }

    [Fact]
    public void Apply_Records_KeepsTheNewestStateOfEachFeed()
    {
        Apply(2, FeedState.Live, version: 1, sequence: 1);
        Assert.Equal((1, 4), (_table.Count, _table.NameBytes));
        Apply(1, FeedState.Live, version: 1, sequence: 2);
        Apply(2, FeedState.Ended, version: 2, sequence: 3);
        Assert.Equal((2, 9), (_table.Count, _table.NameBytes));
        Assert.Equal("beta"u8.ToArray(), _table[2].Utf8Name);
        Assert.Equal((FeedState.Live, FeedState.Ended), (_table[1].State, _table[2].State));
        Assert.Equal(0, _table[3].Version);
    }

    [Fact]
    public void Apply_RecordThatWasOvertaken_IsIgnored()
    {
        Apply(1, FeedState.Stale, version: 3, sequence: 1);
        Apply(1, FeedState.Live, version: 2, sequence: 2);
        Apply(1, FeedState.Live, version: 3, sequence: 3);
        Assert.Equal((FeedState.Stale, 3), (_table[1].State, _table[1].Version));
    }

    [Fact]
    public void Apply_GapThatWasOvertaken_StillHasItsPlace()
    {
        Apply(1, FeedState.Gap, version: 1, sequence: 1, FeedStateCause.Lost);
        Apply(1, FeedState.Stale, version: 3, sequence: 2);
        Apply(1, FeedState.Gap, version: 2, sequence: 3, FeedStateCause.Lost);
        Assert.Equal((FeedState.Stale, 3ul), (_table[1].State, _table[1].GapSequence));
    }

    [Fact]
    public void Apply_ReturnToAGap_LeavesItsPlace()
    {
        Apply(1, FeedState.Gap, version: 1, sequence: 5, FeedStateCause.Lost);
        Apply(1, FeedState.Stale, version: 2, sequence: 9, FeedStateCause.Silent);
        Apply(1, FeedState.Gap, version: 3, sequence: 12);
        Assert.Equal((FeedState.Gap, 5ul), (_table[1].State, _table[1].GapSequence));
    }

    [Fact]
    public void Apply_Records_TellsWhetherInstrumentsMayBeStaleNowOrNoLonger()
    {
        Assert.False(Apply(1, FeedState.Live, version: 1, sequence: 1));
        Assert.False(_table.AnyTrouble);
        Assert.True(Apply(1, FeedState.Gap, version: 2, sequence: 2, FeedStateCause.Lost));
        Assert.True(Apply(1, FeedState.Gap, version: 3, sequence: 3, FeedStateCause.Lost));
        Assert.True(Apply(2, FeedState.Ended, version: 1, sequence: 4));
        Assert.True(Apply(1, FeedState.Live, version: 4, sequence: 5));
        Assert.True(_table.AnyTrouble);
        Assert.True(Apply(2, FeedState.Live, version: 2, sequence: 6));
        Assert.False(_table.AnyTrouble);
        Assert.False(Apply(2, FeedState.Ended, version: 1, sequence: 7));
        Assert.False(_table.AnyTrouble);
    }

    [Theory]
    [InlineData(FeedState.Live, false)]
    [InlineData(FeedState.Stale, true)]
    [InlineData(FeedState.Ended, true)]
    public void IsStale_ByTheStateOfTheInstrumentsFeed(FeedState state, bool stale)
    {
        Apply(1, state, version: 1, sequence: 1);
        Apply(2, FeedState.Stale, version: 1, sequence: 2);
        var slot = new Slot { Feed = 1 };
        Assert.Equal(stale, _table.IsStale(in slot));
    }

    [Fact]
    public void IsStale_InAGap_UntilTheSnapshotOfTheInstrumentOrTheFeedIsLive()
    {
        Apply(1, FeedState.Live, version: 1, sequence: 1);
        Slot slot = default;
        Take(ref slot, feed: 1, sequence: 2, TickFlags.Snapshot);
        Apply(1, FeedState.Gap, version: 2, sequence: 3, FeedStateCause.Lost);
        Assert.True(_table.IsStale(in slot));
        Take(ref slot, feed: 1, sequence: 4);
        Assert.True(_table.IsStale(in slot));
        Take(ref slot, feed: 1, sequence: 5, TickFlags.Snapshot);
        Assert.False(_table.IsStale(in slot));
        Apply(1, FeedState.Gap, version: 3, sequence: 6, FeedStateCause.Lost);
        Assert.True(_table.IsStale(in slot));
        Apply(1, FeedState.Live, version: 4, sequence: 7);
        Assert.False(_table.IsStale(in slot));
    }

    [Fact]
    public void Attribute_TickOfAnotherFeed_TakesOverOnlyWhatIsStaleAndOnlyIfItServes()
    {
        Apply(1, FeedState.Live, version: 1, sequence: 1);
        Apply(2, FeedState.Live, version: 1, sequence: 2);
        var slot = new Slot { Feed = 2 };
        Take(ref slot, feed: 1, sequence: 3);
        Assert.Equal(1, slot.Feed);
        Take(ref slot, feed: 2, sequence: 4);
        Assert.Equal(1, slot.Feed);
        Apply(1, FeedState.Stale, version: 2, sequence: 5);
        Apply(2, FeedState.Stale, version: 2, sequence: 6);
        Take(ref slot, feed: 2, sequence: 7);
        Assert.Equal(1, slot.Feed);
        Apply(2, FeedState.Live, version: 3, sequence: 8);
        Take(ref slot, feed: 2, sequence: 9);
        Assert.Equal(2, slot.Feed);
        Assert.False(_table.IsStale(in slot));
        Apply(1, FeedState.Live, version: 3, sequence: 10);
        Take(ref slot, feed: 1, sequence: 11);
        Assert.Equal(2, slot.Feed);
    }

    [Fact]
    public void Attribute_ToAFeedWithAGap_IsCleanOnlyByASnapshotOfThatFeed()
    {
        Apply(2, FeedState.Gap, version: 1, sequence: 1, FeedStateCause.Lost);
        Slot slot = default;
        Take(ref slot, feed: 1, sequence: 2, TickFlags.Snapshot);
        Apply(1, FeedState.Ended, version: 1, sequence: 3);
        Take(ref slot, feed: 2, sequence: 4);
        Assert.Equal(2, slot.Feed);
        Assert.True(_table.IsStale(in slot));
        Take(ref slot, feed: 2, sequence: 5, TickFlags.Snapshot);
        Assert.False(_table.IsStale(in slot));
    }

    private void Take(ref Slot slot, ushort feed, ulong sequence, TickFlags flags = TickFlags.None)
    {
        var tick = new Tick { Kind = TickKind.Quote, Feed = feed, Sequence = sequence, Flags = flags };
        _table.Attribute(ref slot, in tick);
        slot.Apply(in tick);
    }

    private bool Apply(ushort feed, FeedState state, long version, ulong sequence, FeedStateCause cause = FeedStateCause.None) =>
        _table.Apply(Tick.ForFeedState(feed, state, version, default, cause) with { Sequence = sequence });
}
