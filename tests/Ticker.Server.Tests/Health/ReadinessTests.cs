using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Ticker.Engine.Deliver;
using Ticker.Protocol;
using Ticker.Server.Health;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Health;

/// <summary>Each reason for sending nobody here.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Reasons_ALaneThatStandsStillWithWorkBeforeIt_IsLaneStalledUntilItMoves()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Lanes=1");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        var time = new ManualTime();
        var readiness = new Readiness(server.Pipeline, server.App.Services.GetRequiredService<PipelineFailure>(), server.App.Lifetime, time);
        using var sink = new StuckSink();
        server.Pipeline.Join(new Subscriber(sink, WireEncoding.Json));
        await sink.Stuck.WaitAsync(Patience.Limit);
        time.Advance(TimeSpan.FromMinutes(1));

        // It has nothing to do: that is no stall.
        Assert.Empty(readiness.Reasons());
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        await Patience.UntilAsync(() => server.Pipeline.Position.Sequence > server.Position, () => "the quote is not numbered");
        Assert.Empty(readiness.Reasons());
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(readiness.Reasons());
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["lane_stalled"], readiness.Reasons());
        sink.Release();
        await server.UntilAppliedAsync(server.Pipeline.Position.Sequence);
        Assert.Empty(readiness.Reasons());
    }

    [Fact]
    public async Task Reasons_AFailedPipeline_IsToldBesideTheOthers()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        var failure = new PipelineFailure(new NoLifetime(), NullLogger<PipelineFailure>.Instance);
        var readiness = new Readiness(server.Pipeline, failure, server.App.Lifetime, TimeProvider.System);
        Assert.Empty(readiness.Reasons());
        failure.Report(new InvalidOperationException("a defect"));
        Assert.Equal(["pipeline_failed"], readiness.Reasons());
        readiness.Drain();
        Assert.Equal(["draining", "pipeline_failed"], readiness.Reasons());
    }

    /// <summary>Holds its lane up in a send until it is released.</summary>
    private sealed class StuckSink : IFrameSink, IDisposable
    {
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Stuck => _stuck.Task;

        public void Attach(Action writable)
        {
        }

        public SendOutcome TrySend(ReadOnlySpan<byte> frames)
        {
            _stuck.TrySetResult();
            _released.Wait(Patience.Limit);
            return SendOutcome.Sent;
        }

        public void EndOutput()
        {
        }

        public void Release() => _released.Set();

        // The event stays: the lane may look at it until the server has stopped.
        public void Dispose() => Release();
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
