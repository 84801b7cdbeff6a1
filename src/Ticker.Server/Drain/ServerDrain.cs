using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Feeds.Grpc;
using Ticker.Recording.Late;
using Ticker.Server.Health;
using Ticker.Transports.Replay;
using Ticker.Transports.Roads;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Drain;

/// <summary>
/// How a server stops: it says that it is not ready, tells subscribers to come back, ends the feeds, sends what waits,
/// closes each subscriber with the position to go on from, and only then lets the host stop the rest. Thread-safe.
/// </summary>
/// <param name="options">How long each step takes.</param>
/// <param name="pipeline">Whose subscribers they are.</param>
/// <param name="markets">The same, of those who see the market late.</param>
/// <param name="endpoint">Where they came in.</param>
/// <param name="roads">Where those came in who came by plain HTTP.</param>
/// <param name="replays">Where those are who play recordings.</param>
/// <param name="feeds">Where publishers are.</param>
/// <param name="readiness">Told first.</param>
/// <param name="failure">Knows whether the pipeline died: then nothing is waited for.</param>
/// <param name="signal">Ends the feeds and long answers.</param>
/// <param name="lifetime">Says that the server is to stop.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of the drain's beginning and end.</param>
internal sealed partial class ServerDrain(
    DrainOptions options, Pipeline pipeline, Markets markets, StreamEndpoint endpoint, RoadDoor roads, ReplayEndpoint replays, GrpcFeedDoor feeds, Readiness readiness, PipelineFailure failure,
    DrainSignal signal, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ServerDrain> logger) : IHostedLifecycleService
{
    // An answer's end leaves Kestrel after its handler has returned.
    private static readonly TimeSpan LastBytes = TimeSpan.FromMilliseconds(500);

    private readonly Lock _beginning = new();
    private bool _hasBegun;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A signal says so first, whatever the host does next.
        lifetime.ApplicationStopping.Register(Begin);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before any port closes. Who comes meanwhile is sent away as the others are.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begin();
        if (!failure.HasFailed)
        {
            await Task.Delay(options.Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        bool hasAnswers = roads.Connections > 0;
        await signal.EndAsync().ConfigureAwait(false);
        replays.Drain();
        if (failure.HasFailed)
        {
            pipeline.Drain();
            markets.ForEach(static market => market.Drain());
        }
        else
        {
            pipeline.Drain(options.Flush);
            markets.ForEach(market => market.Drain(options.Flush));
        }

        // Before Kestrel stops: it knows nothing of sockets that it handed over, and holds on to an HTTP/2 connection whose
        // streams end after it was told to stop.
        try
        {
            await Task.WhenAll(endpoint.WhenEmptyAsync(cancellationToken), roads.WhenEmptyAsync(cancellationToken)).ConfigureAwait(false);
            if (hasAnswers)
            {
                await Task.Delay(LastBytes, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops all the same; the kernel ends what is left.
        }

        LogDrained(endpoint.Connections + roads.Connections);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The signal and the host each come by a thread of their own: the later waits until all are told, or it would have them
    // closed before.
    private void Begin()
    {
        lock (_beginning)
        {
            if (_hasBegun)
            {
                return;
            }

            _hasBegun = true;
            readiness.Drain();
            feeds.Health.IsServing = false;
            var returns = new ReturnTimes(options.RetryAfter, options.RetrySpread);
            pipeline.Announce(returns);
            markets.ForEach(market => market.Announce(returns));
            LogBegun(endpoint.Connections + roads.Connections, options.Delay);
        }
    }

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "The server drains: {Connections} connections are told to come back; it takes more for another {Delay}.")]
    private partial void LogBegun(int connections, TimeSpan delay);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "The server is drained; {Connections} connections are cut off.")]
    private partial void LogDrained(int connections);
}
