using Ticker.Client.Streams.Events;
using Ticker.Client.Streams.Roads;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>
/// A client of a Ticker server that survives: it connects, comes back when the connection breaks, and goes on where each
/// subscription stood, without a hole and without a double, or says what is missing.
/// </summary>
/// <remarks>
/// Thread-safe. At most one connection at a time, for all subscriptions; one whose buffer is full and waits holds up the others. How it
/// behaves is written down, for the clients of all languages, in <c>src/clients/README.md</c>.
/// </remarks>
public sealed class TickerClient : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Uri _server;
    private readonly TickerClientOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncLocal<bool> _isInOwnersCode = new();
    private readonly Desk _desk = new();
    private readonly Backoff _backoff;
    private readonly Connector _connector;
    private readonly Keys _keys;
    private readonly Reel? _reel;
    private readonly Task _running;
    private Outbox? _outbox;
    private Ending? _end;
    private Road _road;
    private bool _isDisposed;
    private int _lastId;
    private volatile ClientState _state;

    private TickerClient(Uri server, TickerClientOptions options)
    {
        (_server, _options) = (server, options);
        _backoff = new Backoff(options.BackoffBase, options.BackoffCap, options.Random);
        _keys = new Keys(options, TellAsync);
        _connector = new Connector(server, options, _keys, _desk);
        _reel = ServerAddress.IsReplay(server) ? new Reel(server) : null;
        _running = Task.Run(RunAsync);
    }

    /// <summary>What it is doing about its connection.</summary>
    public ClientState State => _state;

    /// <summary>Ends, without an error, when the client is closed: by its owner, or for a reason that <see cref="StateChanged"/> tells.</summary>
    public Task Completion => _running;

    /// <summary>Begins to connect, and goes on until it is disposed of or has no reason to come back.</summary>
    /// <param name="server">Such as <c>ws://127.0.0.1:8080</c>, or <c>https://ticker.example/market</c> behind a path; or the whole address of a replay.</param>
    /// <param name="options">How; null = the defaults.</param>
    /// <exception cref="ArgumentException">The address is not an absolute ws, wss, http or https one.</exception>
    public static TickerClient Open(Uri server, TickerClientOptions? options = null)
    {
        ServerAddress.SocketOf(server);
        return new TickerClient(server, options ?? new TickerClientOptions());
    }

    /// <inheritdoc cref="Open(Uri, TickerClientOptions)"/>
    public static TickerClient Open(string server, TickerClientOptions? options = null) => Open(new Uri(server), options);

    /// <summary>Subscribes, with the default options.</summary>
    /// <param name="symbols">Symbols <c>VENUE:SYMBOL</c>, and patterns in which <c>*</c> is any run of characters.</param>
    /// <exception cref="ClientClosedException">The client is at its end.</exception>
    public MarketSubscription Subscribe(params string[] symbols) => Subscribe(symbols, new SubscriptionOptions());

    /// <summary>Subscribes: asks now, or as soon as there is a connection.</summary>
    /// <param name="symbols">As above.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ClientClosedException">The client is at its end.</exception>
    /// <exception cref="InvalidOperationException">More requests wait for the connection than may.</exception>
    public MarketSubscription Subscribe(IReadOnlyList<string> symbols, SubscriptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(options);
        lock (_lock)
        {
            ThrowIfClosed();
            var subscription = new MarketSubscription(this, options.Request(_lastId + 1, symbols), options, isTaped: _reel is not null);
            _outbox?.RequireRoom();
            _lastId = subscription.Id;
            _desk.Add(subscription);
            _outbox?.Offer(subscription.Begin());
            return subscription;
        }
    }

    /// <summary>
    /// Tells the tape of a replay what to do; <see cref="Played"/> answers. It holds after a reconnect, too; without a connection it is told to the
    /// next, but for the ticks of a step.
    /// </summary>
    /// <param name="order">What.</param>
    /// <exception cref="ClientClosedException">The client is at its end.</exception>
    /// <exception cref="InvalidOperationException">Only a replay has a tape; or more requests wait for the connection than may.</exception>
    public void Tape(TapeOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (_reel is null)
        {
            throw new InvalidOperationException("only a replay has a tape");
        }

        lock (_lock)
        {
            ThrowIfClosed();
            _outbox?.RequireRoom();
            _reel.Take(order.Message);
            _outbox?.Offer(order.Message);
        }
    }

    /// <summary>Closes the connection, and ends every iteration. Within a handler it does not wait for that: it happens as soon as the handler has returned.</summary>
    public async ValueTask DisposeAsync()
    {
        bool isFirst;
        lock (_lock)
        {
            _end ??= new Ending(EndReason.Owner, "");
            (isFirst, _isDisposed) = (!_isDisposed, true);
        }

        if (isFirst)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        if (_isInOwnersCode.Value)
        {
            return;
        }

        await _running.ConfigureAwait(false);
        if (isFirst)
        {
            _stopping.Dispose();
        }
    }

    /// <summary>Notes a request of a subscription's owner, and sends it where there is a connection.</summary>
    internal void Ask(MarketSubscription subscription, ClientMessage message, Action note)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (!subscription.IsEnding && _desk.Find(subscription.Id) == subscription)
            {
                Outbox? outbox = subscription.IsAsked ? _outbox : null;
                outbox?.RequireRoom();
                note();
                outbox?.Offer(message);
            }
        }
    }

    /// <summary>Asks for a subscription's accounts, where they can be had.</summary>
    internal void AskStatement(MarketSubscription subscription, StatementRequest message)
    {
        lock (_lock)
        {
            bool comesByItself = _outbox is not null && _road != Road.WebSocket;
            if (comesByItself && (subscription.IsPaused || (_road == Road.Events && _options.StatementInterval <= TimeSpan.Zero)))
            {
                throw new InvalidOperationException("no statement comes: on events none do with an interval of zero, and on events and polls none while it is paused");
            }

            Ask(subscription, message, () => { });
        }
    }

    /// <summary>Ends a subscription: with its final accounts, where there is a connection.</summary>
    internal void End(MarketSubscription subscription, UnsubscribeMessage message, Action note)
    {
        Ask(subscription, message, note);
        lock (_lock)
        {
            if (!subscription.IsAsked && subscription.IsEnding)
            {
                _desk.End(subscription, null);
            }
        }
    }

    private async Task RunAsync()
    {
        Ending end;
        try
        {
            while ((end = await ConnectAndServeAsync().ConfigureAwait(false)).ComesBack && await WaitAsync(end).ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            end = new Ending(EndReason.Owner, "");
        }
        catch (OwnersException failure)
        {
            end = new Ending(EndReason.Handler, failure.Message, Cause: failure.Thrown);
        }
        catch (Exception thrown)
        {
            // Whatever it was, also memory that ran out: those who iterate are not to wait for ever.
            end = new Ending(EndReason.Fault, thrown.Message, Cause: thrown);
        }

        try
        {
            await _connector.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync(end).ConfigureAwait(false);
        }
    }

    // One connection, from the attempt to its end.
    private async Task<Ending> ConnectAndServeAsync()
    {
        CancellationToken stop = _stopping.Token;
        // A state tells the road that it is about, also where the next one is another.
        Road road = _road = _connector.Road;
        await MoveAsync(new StateChanged(ClientState.Connecting, road)).ConfigureAwait(false);
        IConnection? connection = _connector.TakeFound();
        if (connection is null)
        {
            await _keys.PrepareAsync(stop).ConfigureAwait(false);
            try
            {
                connection = await _connector.ConnectAsync(stop).ConfigureAwait(false);
            }
            catch (SubscriberException failure)
            {
                // A line that breaks before the welcome has not been one.
                var none = Ending.Of(failure);
                none = none.Reason == EndReason.Lost ? none with { Reason = EndReason.Unreachable } : none;
                return await _connector.ChooseAsync(none, wasOpen: false, stop).ConfigureAwait(false);
            }
        }

        await using (connection.ConfigureAwait(false))
        {
            await MoveAsync(new StateChanged(ClientState.Open, road)).ConfigureAwait(false);
            long since = _options.Time.GetTimestamp();
            Ending ending = await ServeAsync(connection, stop).ConfigureAwait(false);
            if (ending.Position is { } position)
            {
                _desk.Advance(position);
            }

            if (_options.Time.GetElapsedTime(since) >= _options.StableAfter)
            {
                _backoff.Reset();
            }

            return await _connector.ChooseAsync(ending, wasOpen: true, stop).ConfigureAwait(false);
        }
    }

    private async Task<Ending> ServeAsync(IConnection connection, CancellationToken stop)
    {
        var outbox = new Outbox();
        var conversation = new Conversation(connection, outbox, _desk, TellAsync, () => _keys.RenewAsync(stop), _reel);
        await conversation.BeginAsync(stop).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task sending = outbox.RunAsync(connection, Begin(outbox), ended.Token);
        using ITimer? asking = _options.StatementInterval <= TimeSpan.Zero ? null
            : _options.Time.CreateTimer(_ => AskStatements(outbox), null, _options.StatementInterval, _options.StatementInterval);
        using var better = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task looking = _connector.LookForBetterAsync(better, ended.Token);
        try
        {
            return await conversation.RunAsync(_options.Time, better.Token, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_connector.HasFound && !stop.IsCancellationRequested)
        {
            return new Ending(EndReason.Lost, "a better road is open");
        }
        finally
        {
            lock (_lock)
            {
                _outbox = null;
                foreach (MarketSubscription subscription in _desk.All)
                {
                    subscription.IsAsked = false;
                    if (subscription.IsEnding)
                    {
                        _desk.End(subscription, null);
                    }
                }
            }

            await ended.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
            await looking.ConfigureAwait(false);
        }
    }

    // What is said first on a connection.
    private List<ClientMessage> Begin(Outbox outbox)
    {
        lock (_lock)
        {
            _outbox = outbox;
            return _desk.Begin(_reel);
        }
    }

    private void AskStatements(Outbox outbox)
    {
        lock (_lock)
        {
            _desk.AskStatements(outbox);
        }
    }

    // Says why there is no connection, and waits until it is time for the next; false = it is not worth it.
    private async Task<bool> WaitAsync(Ending end)
    {
        if (end.Reason == EndReason.Slow)
        {
            await TellAsync(new Evicted(end.Text, end.Position)).ConfigureAwait(false);
        }

        if (end is { Reason: EndReason.Unauthorized, HasAnotherRoad: false } && !await _keys.ReplaceAsync(_stopping.Token).ConfigureAwait(false))
        {
            _end ??= end;
            return false;
        }

        if (_connector.HasFound)
        {
            return true;
        }

        TimeSpan wait = _backoff.Next(end.Least);
        await MoveAsync(new StateChanged(ClientState.Waiting, _road)
        {
            Reason = end.Reason, Code = end.Code, Text = end.Text, Attempt = _backoff.Attempt, RetryIn = wait,
        }).ConfigureAwait(false);
        await Task.Delay(wait, _options.Time, _stopping.Token).ConfigureAwait(false);
        return true;
    }

    private async Task CloseAsync(Ending end)
    {
        lock (_lock)
        {
            end = _end ??= end;
            ClientClosedException? failure = end.Reason is EndReason.Owner or EndReason.Ended ? null : new ClientClosedException(end);
            foreach (MarketSubscription subscription in _desk.All)
            {
                _desk.End(subscription, failure);
            }
        }

        var closed = new StateChanged(ClientState.Closed, _road) { Reason = end.Reason, Code = end.Code, Text = end.Text };
        try
        {
            await MoveAsync(closed).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            // It is closed already; a handler that throws at this too changes nothing.
        }
    }

    private ValueTask MoveAsync(StateChanged change)
    {
        _state = change.State;
        return TellAsync(change);
    }

    private async ValueTask TellAsync(ClientEvent what)
    {
        if (_options.OnEvent is { } handler)
        {
            _isInOwnersCode.Value = true;
            await OwnersException.GuardAsync(async () =>
            {
                await handler(what).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
    }

    private void ThrowIfClosed()
    {
        if (_end is { } end)
        {
            throw new ClientClosedException(end);
        }
    }
}
