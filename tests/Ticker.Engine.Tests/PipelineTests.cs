using System.Collections.Concurrent;
using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests;

/// <summary>The pumps and threads around the logic that the other tests drive by hand.</summary>
public sealed class PipelineTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Start_SeveralFeedsLanesAndSubscribers_EveryTradeReachesEach()
    {
        const int Trades = 20_000;
        var failures = new ConcurrentQueue<Exception>();
        await using var pipeline = new Pipeline(new PipelineOptions { Lanes = 2, FeedQueue = 4, LaneQueue = 4 }, TimeProvider.System, failures.Enqueue);
        pipeline.Start();
        CollectingSink[] sinks = [.. Enumerable.Range(0, 4).Select(_ => new CollectingSink())];
        Subscriber[] subscribers = [.. sinks.Select(sink => new Subscriber(sink, WireEncoding.MessagePack))];
        foreach (Subscriber subscriber in subscribers)
        {
            pipeline.Join(subscriber);
            await subscriber.PostAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], From = StartFrom.Now }, default);
        }

        Assert.All(pipeline.Lanes, lane => Assert.Equal(2, lane.Subscribers));
        await Task.WhenAll(sinks.Select(sink => sink.Until(peer => peer.Controls<Seam>().Any()))).WaitAsync(Soon);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(n => Task.Run(() => PublishAsync(pipeline, n, Trades / 2)))).WaitAsync(Soon);
        await Task.WhenAll(sinks.Select(sink => sink.Until(peer => peer.TicksOf(1).Count() == Trades))).WaitAsync(Soon);
        Assert.All(sinks, sink => Assert.Equal(sinks[0].Sequences(), sink.Sequences()));

        Assert.All(subscribers, subscriber => subscriber.PeerGone());
        await Task.WhenAll(subscribers.Select(subscriber => subscriber.Completion)).WaitAsync(Soon);
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Drain_Started_ClosesEverySubscriber()
    {
        await using var pipeline = new Pipeline(new PipelineOptions { Lanes = 2 }, TimeProvider.System, _ => { });
        pipeline.Start();
        var sink = new CollectingSink(WireEncoding.Json);
        pipeline.Join(new Subscriber(sink, WireEncoding.Json));
        pipeline.Drain();
        await sink.Until(peer => peer.CloseCode == 1001).WaitAsync(Soon);
    }

    [Fact]
    public async Task Turn_Throws_IsTold()
    {
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pipeline = new Pipeline(new PipelineOptions { Lanes = 1 }, TimeProvider.System, failed.SetResult);
        pipeline.Start();
        var subscriber = new Subscriber(new CollectingSink { Throws = true }, WireEncoding.Json);
        pipeline.Join(subscriber);
        await subscriber.PostAsync(new PingMessage { T = 1 }, default);
        Assert.IsType<InvalidTimeZoneException>(await failed.Task.WaitAsync(Soon));
    }

    [Fact]
    public async Task Pump_Throws_IsTold()
    {
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var time = new ClockThatBreaks();
        var options = new PipelineOptions { Lanes = 1, Feeds = new FeedOptions { FeedTimeout = TimeSpan.FromMilliseconds(100) } };
        await using var pipeline = new Pipeline(options, time, failed.SetResult);
        await pipeline.Feeds.OpenAsync(new FeedHello("alpha", 1, ""), default);
        time.IsBroken = true;
        pipeline.Start();
        Assert.IsType<InvalidTimeZoneException>(await failed.Task.WaitAsync(Soon));
    }

    [Fact]
    public async Task Dispose_WithAFeedThatWaits_Ends()
    {
        var pipeline = new Pipeline(new PipelineOptions { Lanes = 1, FeedQueue = 1, LaneQueue = 1 }, TimeProvider.System, _ => { });
        (_, FeedSession? session) = await pipeline.Feeds.OpenAsync(new FeedHello("alpha", 1, ""), default);
        await session!.FlushAsync();
        session.Touch();
        session.Define(1, TestFeed.Describe("X:A"), out _);
        Task waiting = session.FlushAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        await pipeline.DisposeAsync().AsTask().WaitAsync(Soon);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Soon));
        await session.CloseAsync(ended: false).AsTask().WaitAsync(Soon);
    }

    [Fact]
    public async Task Dispose_OfALateOneWhoseSubscribersAreThere_LetsThemGoAndGivesAllTheirMemoryBack()
    {
        await using var present = new Pipeline(new PipelineOptions { Lanes = 2 }, TimeProvider.System, _ => { });
        present.Start();
        await PublishAsync(present, 1, 100);
        Pipeline late = MakeLate(present, new ClosedPast());
        late.Start();
        var sinks = new List<CollectingSink>();
        var subscribers = new List<Subscriber>();
        foreach (string symbol in new[] { "*", "X:1", "X:UNKNOWN" })
        {
            sinks.Add(new CollectingSink());
            subscribers.Add(new Subscriber(sinks[^1], WireEncoding.MessagePack));
            late.Join(subscribers[^1]);
            await subscribers[^1].PostAsync(new SubscribeMessage { Id = 1, Symbols = [symbol], Mode = DeliveryMode.All }, default);
        }

        await Task.WhenAll(sinks.Select(sink => sink.Until(peer => peer.Controls<Seam>().Any()))).WaitAsync(Soon);
        Assert.NotEqual(0, present.Memory.Taken);
        await late.DisposeAsync().AsTask().WaitAsync(Soon);
        await Task.WhenAll(subscribers.Select(subscriber => subscriber.Completion)).WaitAsync(Soon);
        Assert.Equal(0, present.Memory.Taken);
        LaneTotals totals = late.Lanes.Aggregate(default(LaneTotals), (sum, lane) => sum + lane.Totals);
        Assert.Equal((0, 0, 0, 0, 0L), (totals.Subscribers, totals.Subscriptions, totals.Cohorts, totals.Interests, totals.Accounts.Pending));
        Assert.Null(await subscribers[0].ReportAsync(default).WaitAsync(Soon));
    }

    [Fact]
    public async Task Dispose_WhileWhatWasMissedIsRead_GivesTheMemoryOfThoseThatWaitBack()
    {
        await using var present = new Pipeline(new PipelineOptions { Lanes = 1 }, TimeProvider.System, _ => { });
        present.Start();
        await PublishAsync(present, 1, 100);
        var past = new ClosedPast();
        Pipeline late = MakeLate(present, past);
        late.Start();
        Subscriber[] subscribers = [.. Enumerable.Range(0, 3).Select(_ => new Subscriber(new CollectingSink(), WireEncoding.MessagePack))];
        foreach (Subscriber subscriber in subscribers)
        {
            late.Join(subscriber);
            await subscriber.PostAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], From = StartFrom.At(new UnixNanos(1)) }, default);
        }

        // One is being read, the others wait for the thread that does.
        await past.Asked.WaitAsync(Soon);
        await Task.WhenAll(subscribers.Select(subscriber => subscriber.ReportAsync(default))).WaitAsync(Soon);

        // It waits for the thread that reads.
        Task ending = Task.Run(() => late.DisposeAsync().AsTask());
        past.Open();
        await ending.WaitAsync(Soon);
        Assert.Equal(0, present.Memory.Taken);
    }

    [Fact]
    public async Task Complete_WithALaneThatIsBehind_WaitsUntilAllIsApplied()
    {
        await using var pipeline = new Pipeline(new PipelineOptions { Lanes = 2, FeedQueue = 64 }, TimeProvider.System, _ => { });
        (_, FeedSession? session) = await pipeline.Feeds.OpenAsync(new FeedHello("alpha", 1, ""), default);
        session!.Define(1, TestFeed.Describe("X:A"), out _);
        for (ulong n = 1; n <= 5_000; n++)
        {
            session.Add(new Tick { Kind = TickKind.Trade, Instrument = 1, Sequence = n, Price = 1, Size = 1 });
            if (session.IsFull)
            {
                await session.FlushAsync();
            }
        }

        await session.FlushAsync();
        pipeline.Start();
        await pipeline.CompleteAsync(default).WaitAsync(Soon);
        Assert.True(pipeline.Position.Sequence > 5_000);
        Assert.All(pipeline.Lanes, lane => Assert.Equal(pipeline.Position.Sequence, lane.Position));
        Assert.False(pipeline.ToSequencer.TryWrite(pipeline.Batches.Rent()));
    }

    // One instrument of the present one's is known to it, and a quote of that.
    private static Pipeline MakeLate(Pipeline present, IPastTicks past)
    {
        Tick definition = new() { Kind = TickKind.Definition, Instrument = 1, Feed = 1, Sequence = 1 };
        Tick quote = new() { Kind = TickKind.Quote, Instrument = 1, Feed = 1, Sequence = 2, BidPrice = 1, BidSize = 1, AskPrice = 2, AskSize = 1 };
        return present.MakeLate(
            TimeSpan.FromMinutes(15),
            present.Options with { RecentTicks = 1_024, RecoveryThreads = 1 },
            new StoredMarket { Epoch = present.Position.Epoch, Sequence = 2, Records = [definition, quote] },
            past);
    }

    private static async Task PublishAsync(Pipeline pipeline, int n, int trades)
    {
        (_, FeedSession? session) = await pipeline.Feeds.OpenAsync(new FeedHello($"feed{n}", 1, ""), default);
        session!.Define(1, TestFeed.Describe($"X:{n}"), out _);
        for (int i = 1; i <= trades; i++)
        {
            session.Add(new Tick { Kind = TickKind.Trade, Instrument = 1, Sequence = (ulong)i, Price = i, Size = 1 });
            if (session.IsFull || i % 100 == 0)
            {
                await session.FlushAsync();
            }
        }

        await session.CloseAsync(ended: true);
    }

    // A disk that says nothing until it is opened.
    private sealed class ClosedPast : IPastTicks
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new();

        public Task Asked => _asked.Task;

        public void Open() => _open.SetResult();

        public bool Keeps(ulong after) => false;

        public PastRead Read(ulong after, ulong upTo, Span<Tick> records) => default;

        public PastMoment? Find(UnixNanos time)
        {
            _asked.TrySetResult();
            _open.Task.GetAwaiter().GetResult();
            return null;
        }
    }

    // Only the wall clock, which of all that runs here the watch over silent feeds alone reads.
    private sealed class ClockThatBreaks : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidTimeZoneException() : base.GetUtcNow();
    }
}
