using Ticker.Client.Streams.Roads;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>Makes a client's connections: by the best road that is open, and on a lesser one looks for a better one now and then.</summary>
/// <param name="server">The server.</param>
/// <param name="options">How.</param>
/// <param name="keys">What proves who connects.</param>
/// <param name="desk">The subscriptions.</param>
internal sealed class Connector(Uri server, TickerClientOptions options, Keys keys, Desk desk) : IAsyncDisposable
{
    private readonly RoadChoice _roads = new(ServerAddress.IsReplay(server) ? [Road.WebSocket] : options.Roads, options.UpgradeRetry, options.Time);
    private IConnection? _found;

    /// <summary>The road that is being gone, or tried next.</summary>
    public Road Road => _roads.Road;

    /// <summary>Whether a connection by a better road is there already.</summary>
    public bool HasFound => _found is not null;

    /// <summary>Takes the connection by a better road, if there is one.</summary>
    public IConnection? TakeFound() => Interlocked.Exchange(ref _found, null);

    /// <summary>Connects by the present road.</summary>
    /// <exception cref="SubscriberException">It cannot.</exception>
    public Task<IConnection> ConnectAsync(CancellationToken stop) => ConnectAsync(Road, stop);

    /// <summary>Looks whether another road is to be taken.</summary>
    /// <param name="ending">How the connection ended, or why there was none.</param>
    /// <param name="wasOpen">Whether it had been welcomed.</param>
    /// <param name="stop">Stops.</param>
    /// <returns>What is to be made of it.</returns>
    public async ValueTask<Ending> ChooseAsync(Ending ending, bool wasOpen, CancellationToken stop)
    {
        bool isReachable = _roads.AsksHealth(ending, wasOpen) && await RoadChoice.IsReachableAsync(server, options.ConnectTimeout, stop).ConfigureAwait(false);
        return _roads.Take(ending, wasOpen, isReachable) ? ending with { HasAnotherRoad = true } : ending;
    }

    /// <summary>On a lesser road: tries the better one now and then, and says when it has a connection.</summary>
    /// <param name="better">Cancelled when it has.</param>
    /// <param name="ended">The present connection has ended.</param>
    public async Task LookForBetterAsync(CancellationTokenSource better, CancellationToken ended)
    {
        try
        {
            while (_roads.Better is { } road)
            {
                await Task.Delay(_roads.Wait, options.Time, ended).ConfigureAwait(false);
                try
                {
                    _found = await ConnectAsync(road, ended).ConfigureAwait(false);
                    _roads.Upgrade();
                    await better.CancelAsync().ConfigureAwait(false);
                    return;
                }
                catch (SubscriberException)
                {
                    // Still closed.
                    _roads.Tried();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The present connection has ended by itself.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => TakeFound()?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<IConnection> ConnectAsync(Road road, CancellationToken stop) => road switch
    {
        Road.Events => await HttpConnection.ConnectAsync(server, new EventsRoad(options.StatementInterval, options.ConnectTimeout), keys.Shown, desk, options.ConnectTimeout, stop).ConfigureAwait(false),
        Road.Poll => await HttpConnection.ConnectAsync(server, new PollRoad(options.PollWait, options.ConnectTimeout), keys.Shown, desk, options.ConnectTimeout, stop).ConfigureAwait(false),
        _ => await ConnectSocketAsync(stop).ConfigureAwait(false),
    };

    private async Task<IConnection> ConnectSocketAsync(CancellationToken stop)
    {
        string? key = keys.Shown;
        TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(
            server, new SubscriberOptions { Key = key, Encoding = options.Encoding, ConnectTimeout = options.ConnectTimeout }, stop).ConfigureAwait(false);
        if (subscriber.Welcome.Auth != AuthState.Required)
        {
            return subscriber;
        }

        try
        {
            // There is no key, or its header did not get through.
            await subscriber.IdentifyAsync(key, options.ConnectTimeout, stop).ConfigureAwait(false);
            return subscriber;
        }
        catch
        {
            await subscriber.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
