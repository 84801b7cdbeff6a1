using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Normalize;

public sealed class FeedGapTests
{
    private readonly TestPipeline _pipeline = new();

    [Fact]
    public void Gap_InTheFeedsSequence_IsARecordBeforeTheFlaggedTick()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1);
        feed.Next += 3;
        feed.SendTrade("X:A", 2).SendTrade("X:A", 3).Flush();
        _pipeline.Sequence();

        Assert.Equal((1, 3), (feed.Feed.Counts.Gaps, feed.Feed.Counts.Missing));
        Tick[] tail = [.. _pipeline.Tape.TakeLast(3)];
        Assert.Equal((TickKind.FeedState, FeedState.Gap, FeedStateCause.Lost), (tail[0].Kind, tail[0].FeedState, tail[0].FeedStateCause));
        Assert.Equal(TickFlags.GapBefore, tail[1].Flags);
        Assert.Equal(TickFlags.None, tail[2].Flags);
        Assert.Equal(FeedState.Gap, feed.Feed.State);
    }

    [Fact]
    public void Gap_EachInstrument_IsFlaggedOnce()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A", "X:B", "X:C").SendTrade("X:A", 1);
        feed.Next++;
        foreach (string name in new[] { "X:A", "X:B", "X:A", "X:C", "X:B", "X:C" })
        {
            feed.SendTrade(name, 2);
        }

        feed.Flush();
        _pipeline.Sequence();
        Assert.Equal(
            [true, true, false, true, false, false],
            _pipeline.Tape.TakeLast(6).Select(tick => tick.Flags.HasFlag(TickFlags.GapBefore)));
    }

    [Fact]
    public void Gap_SnapshotOfEveryInstrument_MakesItLiveAgain()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A", "X:B").SendTrade("X:A", 1);
        feed.Next++;
        feed.SendQuote("X:A", 1, TickFlags.Snapshot).SendQuote("X:A", 2, TickFlags.Snapshot);
        Assert.Equal(FeedState.Gap, feed.Feed.State);
        feed.SendQuote("X:B", 1);
        Assert.Equal(FeedState.Gap, feed.Feed.State);
        feed.SendQuote("X:B", 1, TickFlags.Snapshot);
        Assert.Equal(FeedState.Live, feed.Feed.State);
    }

    [Fact]
    public void Gap_WithinAGap_AsksForAllSnapshotsAnew()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A", "X:B").SendTrade("X:A", 1);
        feed.Next++;
        feed.SendQuote("X:A", 1, TickFlags.Snapshot);
        feed.Next++;
        feed.SendQuote("X:B", 1, TickFlags.Snapshot).Flush();
        Assert.Equal(FeedState.Gap, feed.Feed.State);
        Assert.Equal(2, feed.Feed.Counts.Gaps);
        feed.SendQuote("X:A", 1, TickFlags.Snapshot).Flush();
        Assert.Equal(FeedState.Live, feed.Feed.State);

        _pipeline.Sequence();
        Assert.Equal(2, _pipeline.Tape.Count(tick => tick is { Kind: TickKind.FeedState, FeedState: FeedState.Gap }));
        Assert.Equal(3, _pipeline.Tape.Count(tick => tick.Flags.HasFlag(TickFlags.GapBefore)));
    }

    [Fact]
    public void Gap_FoundByARefusedTick_FlagsTheNextOne()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1);
        feed.Next++;
        feed.Add(feed.Trade("X:A", 2, size: -1));
        feed.SendTrade("X:A", 3).Flush();
        _pipeline.Sequence();
        Assert.True(_pipeline.Tape[^1].Flags.HasFlag(TickFlags.GapBefore));
    }

    [Fact]
    public void Gap_InstrumentDefinedAfterIt_IsNotSuspect()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1);
        feed.Next++;
        feed.SendTrade("X:A", 2).Define("X:B").SendTrade("X:B", 3).SendTrade("X:A", 4, flags: TickFlags.Snapshot).Flush();
        _pipeline.Sequence();
        Assert.Single(_pipeline.Tape, tick => tick.Flags.HasFlag(TickFlags.GapBefore));
        Assert.Equal(FeedState.Live, feed.Feed.State);
    }

    [Fact]
    public async Task Reconnect_InAGap_BeginsLive()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1);
        feed.Next++;
        feed.SendTrade("X:A", 2).Flush();
        await feed.Session.CloseAsync(ended: false);
        Assert.Equal(FeedState.Stale, feed.Feed.State);
        Assert.Equal(FeedState.Live, _pipeline.OpenFeed().Feed.State);
    }

    [Fact]
    public void Touch_InAGapAfterSilence_IsAGapAgain()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1);
        feed.Next++;
        feed.SendTrade("X:A", 2).Flush();
        _pipeline.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(_pipeline.Door.CheckSilenceAsync(default).AsTask().IsCompletedSuccessfully);
        Assert.Equal(FeedState.Stale, feed.Feed.State);
        feed.Session.Touch();
        Assert.Equal(FeedState.Gap, feed.Feed.State);
        feed.Flush();
        _pipeline.Sequence();
        Assert.Equal(
            [FeedStateCause.Lost, FeedStateCause.Silent, FeedStateCause.None],
            _pipeline.Tape.Where(record => record.Kind == TickKind.FeedState).Skip(1).Select(record => record.FeedStateCause));
    }
}
