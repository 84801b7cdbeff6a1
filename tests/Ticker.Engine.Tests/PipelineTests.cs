using System.Collections.Concurrent;
using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;
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

    // Only the wall clock, which of all that runs here the watch over silent feeds alone reads.
    private sealed class ClockThatBreaks : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidTimeZoneException() : base.GetUtcNow();
    }
}
