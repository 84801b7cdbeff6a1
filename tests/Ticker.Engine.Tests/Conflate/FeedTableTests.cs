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

    private bool Apply(ushort feed, FeedState state, long version, ulong sequence, FeedStateCause cause = FeedStateCause.None) =>
        _table.Apply(Tick.ForFeedState(feed, state, version, default, cause) with { Sequence = sequence });
}
