using Ticker.Engine.Normalize;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Normalize;

public sealed class FeedDoorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly TestPipeline _pipeline = new(feeds: new FeedOptions { MaxFeeds = 2 });

    [Fact]
    public async Task Open_SameRunAgain_GoesOnWhereItWas()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1).SendTrade("X:A", 2).Flush();
        await feed.Session.CloseAsync(ended: false);

        TestFeed again = _pipeline.OpenFeed();
        Assert.Same(feed.Feed, again.Feed);
        Assert.Equal(2ul, again.Session.LastSequence);
        again.Define("X:A");
        again.Session.Add(again.Trade("X:A", 2) with { Sequence = 2 });
        again.Session.Add(again.Trade("X:A", 4) with { Sequence = 4 });
        Assert.Equal((1, 1, 1), (again.Feed.Counts.Duplicates, again.Feed.Counts.Gaps, again.Feed.Counts.Missing));
    }

    [Fact]
    public async Task Open_OtherRun_NumbersAnew()
    {
        TestFeed feed = _pipeline.OpenFeed(run: 1).Define("X:A").SendTrade("X:A", 1).SendTrade("X:A", 2).Flush();
        await feed.Session.CloseAsync(ended: true);

        TestFeed next = _pipeline.OpenFeed(run: 2).Define("X:A");
        Assert.Equal(0ul, next.Session.LastSequence);
        next.Session.Add(next.Trade("X:A", 5) with { Sequence = 1 });
        Assert.Equal((0, 0), (next.Feed.Counts.Duplicates, next.Feed.Counts.Gaps));
        Assert.Equal(3, next.Feed.Counts.Ticks);
    }

    [Fact]
    public async Task Open_OtherRunWhileTheFirstLives_AlreadyExists()
    {
        TestFeed first = _pipeline.OpenFeed(run: 1);
        (FeedOpenResult result, FeedSession? session) = await _pipeline.Door.OpenAsync(new FeedHello("alpha", 2, ""), default);
        Assert.Equal(FeedOpenResult.AlreadyExists, result);
        Assert.Null(session);
        Assert.False(first.Session.TakenOver.IsCancellationRequested);
    }

    [Fact]
    public async Task Open_SameRunWhileTheFirstLives_WaitsUntilTheFirstHasEnded()
    {
        TestFeed first = _pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 1).Flush();
        Task<(FeedOpenResult Result, FeedSession? Session)> opening = _pipeline.Door.OpenAsync(new FeedHello("alpha", 1, ""), default);
        await first.Session.TakenOver.WhenCancelled().WaitAsync(Soon);
        Assert.False(opening.IsCompleted);

        // What the older stream had received before it was told still goes on.
        first.SendTrade("X:A", 2);
        await first.Session.CloseAsync(ended: false);
        (FeedOpenResult result, FeedSession? second) = await opening.WaitAsync(Soon);
        Assert.Equal(FeedOpenResult.Opened, result);
        Assert.Equal(2ul, second!.LastSequence);
        Assert.Equal(FeedState.Live, second.Feed.State);

        _pipeline.Sequence();
        Assert.DoesNotContain(_pipeline.Tape, tick => tick is { Kind: TickKind.FeedState, FeedState: FeedState.Stale });
    }

    [Fact]
    public async Task Open_WaitingIsCancelled_LeavesTheFeedUsable()
    {
        TestFeed first = _pipeline.OpenFeed();
        using var cancel = new CancellationTokenSource();
        Task opening = _pipeline.Door.OpenAsync(new FeedHello("alpha", 1, ""), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Soon));
        await first.Session.TakenOver.WhenCancelled().WaitAsync(Soon);
        await first.Session.CloseAsync(ended: false);
        Assert.NotNull(_pipeline.OpenFeed(run: 2).Session);
    }

    [Fact]
    public async Task Open_MoreFeedsThanKept_IsRefusedAndKnownOnesAreNot()
    {
        await _pipeline.OpenFeed("one").Session.CloseAsync(ended: true);
        _pipeline.OpenFeed("two");
        Assert.Equal(FeedOpenResult.TooManyFeeds, (await _pipeline.Door.OpenAsync(new FeedHello("three", 1, ""), default)).Result);
        Assert.Equal("one", _pipeline.Door.Find(_pipeline.OpenFeed("one").Feed.Number).Name);
        Assert.Equal(2, _pipeline.Door.Feeds.Count());
    }

    [Theory]
    [InlineData(true, FeedState.Ended, FeedStateCause.None)]
    [InlineData(false, FeedState.Stale, FeedStateCause.Broken)]
    public async Task Close_EitherWay_TellsTheStages(bool ended, FeedState state, FeedStateCause cause)
    {
        TestFeed feed = _pipeline.OpenFeed();
        await feed.Session.CloseAsync(ended);
        await feed.Session.CloseAsync(ended: true);
        await feed.Session.DisposeAsync();
        _pipeline.Sequence();
        Assert.Equal(state, feed.Feed.State);
        Assert.Equal((2, state, cause), (_pipeline.Tape.Count, _pipeline.Tape[^1].FeedState, _pipeline.Tape[^1].FeedStateCause));
    }

    [Fact]
    public async Task CheckSilence_LongerThanTheTimeout_TurnsStaleOnceAndLiveByTouch()
    {
        TestFeed feed = _pipeline.OpenFeed().Flush();
        _pipeline.Time.Advance(TimeSpan.FromSeconds(5));
        await _pipeline.Door.CheckSilenceAsync(default);
        Assert.Equal(FeedState.Live, feed.Feed.State);

        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _pipeline.Door.CheckSilenceAsync(default);
        await _pipeline.Door.CheckSilenceAsync(default);
        Assert.Equal(FeedState.Stale, feed.Feed.State);

        feed.Session.Touch();
        feed.Flush();
        _pipeline.Sequence();
        Assert.Equal([FeedState.Live, FeedState.Stale, FeedState.Live], _pipeline.Tape.Select(tick => tick.FeedState));
        Assert.Equal([1, 2, 3], _pipeline.Tape.Select(tick => tick.StateVersion));
    }

    [Fact]
    public async Task CheckSilence_FeedThatEnded_StaysEnded()
    {
        TestFeed feed = _pipeline.OpenFeed();
        await feed.Session.CloseAsync(ended: true);
        _pipeline.Time.Advance(TimeSpan.FromMinutes(1));
        await _pipeline.Door.CheckSilenceAsync(default);
        Assert.Equal(FeedState.Ended, feed.Feed.State);
    }

    [Fact]
    public async Task SilencePump_ByTheClock_FindsTheSilentFeed()
    {
        TestFeed feed = _pipeline.OpenFeed().Flush();
        _pipeline.Sequence();
        using var stop = new CancellationTokenSource();
        Task running = new SilencePump(_pipeline.Door, _pipeline.Time).RunAsync(stop.Token);
        _pipeline.Time.Advance(TimeSpan.FromSeconds(6));
        TickBatch batch = await _pipeline.FromFeeds.ReadAsync().AsTask().WaitAsync(Soon);
        Assert.Equal(FeedState.Stale, batch.Ticks[0].FeedState);
        Assert.Equal(FeedState.Stale, feed.Feed.State);
        await stop.CancelAsync();
        await running.WaitAsync(Soon);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a\nb", false)]
    [InlineData("alpha", true)]
    public void Hello_Check_WantsAShortName(string name, bool legal) => Assert.Equal(legal, new FeedHello(name, 1, "x").Check() is null);
}
