using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Roads;
using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>
/// One connection to a Ticker server's stream: sends control messages, and tells what the server says, ticks with
/// their instruments and exact prices.
/// </summary>
/// <remarks>
/// One caller reads at a time, one sends at a time; both may at once. Nothing is read ahead but one message of at
/// most <see cref="SubscriberOptions.MaxMessageBytes"/>: a caller that is slow to ask for the next slows the server,
/// which then collapses quotes or calls it a slow consumer. Pings are answered while a message is being waited for.
/// A connection that ends stays ended: connect anew, and subscribe from the position of the last heartbeat.
/// </remarks>
public sealed class TickerSubscriber : IConnection
{
    private readonly ClientWebSocket _socket;
    private readonly SubscriberOptions _options;
    private readonly MessageDecoder _decoder;
    private readonly AccountBook _accounts = new();
    private readonly StaleInstruments _stale = new();
    private readonly ArrayBufferWriter<byte> _outgoing = new();
    private byte[] _incoming = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private Welcome? _welcome;

    private TickerSubscriber(ClientWebSocket socket, SubscriberOptions options)
    {
        (_socket, _options) = (socket, options);
        _decoder = new MessageDecoder(Instruments);
    }

    /// <summary>The instruments that the server told of so far.</summary>
    public InstrumentDirectory Instruments { get; } = new();

    /// <summary>
    /// What was received of each subscription, by its id, up to the message that was read last. A subscription stands
    /// here from its first <see cref="Subscribed"/> until the message after its <see cref="Unsubscribed"/> is read.
    /// </summary>
    public IReadOnlyDictionary<int, ReceivedAccounts> Accounts => _accounts.Open;

    /// <summary>
    /// Whether what came of an instrument may no longer be true, because its feed is silent, broken, at its end or has
    /// lost messages; as of the message that was read last.
    /// </summary>
    /// <param name="subscription">A subscription's id.</param>
    /// <param name="instrument">An instrument's number.</param>
    public bool IsStale(int subscription, uint instrument) => _stale.Has(subscription, instrument);

    /// <summary>What the server said first.</summary>
    public Welcome Welcome => _welcome!;

    /// <inheritdoc/>
    string IConnection.ClosedWith => _socket.CloseStatusDescription ?? "";

    /// <inheritdoc/>
    bool IConnection.AnswersChanges => true;

    /// <inheritdoc/>
    bool IConnection.RefuseChange(MarketSubscription subscription, ErrorReply error) =>
        subscription.IsTold && error.Code != "unknown_id" && subscription.Wanted.Refuse(error.Code);

    /// <summary>Connects, and waits for the server's welcome.</summary>
    /// <param name="server">Such as <c>ws://127.0.0.1:8080</c>, with a path before <c>/v1</c> where there is one; the stream's is taken unless a replay's is named.</param>
    /// <param name="options">How; null = the defaults.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SubscriberException">No server is there, it refused, or it is no Ticker server.</exception>
    /// <exception cref="ArgumentException">The address is not an absolute ws, wss, http or https one.</exception>
    public static async Task<TickerSubscriber> ConnectAsync(Uri server, SubscriberOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        options ??= new SubscriberOptions();
        Uri stream = ServerAddress.SocketOf(server);
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(options.Encoding == WireEncoding.Json ? "ticker.v1.json" : "ticker.v1.msgpack");
        if (options.Key is { } key)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = options.KeepAlive;
        socket.Options.KeepAliveTimeout = options.KeepAlive;
        var subscriber = new TickerSubscriber(socket, options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ConnectTimeout);
        using var answer = new UpgradeAnswer();
        using var invoker = new HttpMessageInvoker(answer, disposeHandler: false);
        try
        {
            await socket.ConnectAsync(stream, invoker, limit.Token).ConfigureAwait(false);
            SubscriberMessage? first = await subscriber.ReadAsync(limit.Token).ConfigureAwait(false);
            subscriber._welcome = first?.Control as Welcome ?? throw new SubscriberException(ConnectionEnd.Malformed, $"{stream} did not say welcome first");
            return subscriber;
        }
        catch (Exception failure)
        {
            await subscriber.DisposeAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && cancellation.IsCancellationRequested)
            {
                throw;
            }

            throw SubscriberFailure.OfConnecting(failure, stream, (int)socket.HttpStatusCode, socket.HttpResponseHeaders, answer.IsOfTicker);
        }
    }

    /// <summary>Says who asks, where the welcome requires that, and waits for the next.</summary>
    /// <exception cref="SubscriberException">There is no key, or it is not taken.</exception>
    internal async ValueTask IdentifyAsync(string? key, TimeSpan timeout, CancellationToken cancellation)
    {
        if (key is null)
        {
            throw new SubscriberException(ConnectionEnd.Closed, "the server asks for a key") { IsKeyMissing = true };
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            await SendAsync(new AuthMessage { Token = key }, limit.Token).ConfigureAwait(false);
            SubscriberMessage? next = await ReadAsync(limit.Token).ConfigureAwait(false);
            _welcome = next?.Control as Welcome ?? throw new SubscriberException(ConnectionEnd.Malformed, "the server did not say welcome to who said who it is");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SubscriberException(ConnectionEnd.NoServer, "no second welcome in time");
        }
    }

    /// <summary>Sends a control message; <see cref="SubscriptionRequests"/> has a method for each that concerns a subscription.</summary>
    /// <param name="message">The message; its answer comes among what is read.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    /// <exception cref="SubscriberException">The connection has ended.</exception>
    public async ValueTask SendAsync(ClientMessage message, CancellationToken cancellation = default)
    {
        _outgoing.ResetWrittenCount();
        ClientMessageWriter.Write(_outgoing, message, _options.Encoding);
        WebSocketMessageType type = _options.Encoding == WireEncoding.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        try
        {
            await _socket.SendAsync(_outgoing.WrittenMemory, type, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsBreak(failure, cancellation))
        {
            throw SubscriberFailure.OfConnection(failure);
        }
    }

    /// <summary>Reads messages until the server closes with 1000, or the caller stops.</summary>
    /// <param name="cancellation">Stops; the connection is of no use afterwards.</param>
    /// <exception cref="SubscriberException">The server closed otherwise, the connection broke, or the server sent what is not allowed.</exception>
    public async IAsyncEnumerable<SubscriberMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } message)
        {
            yield return message;
        }
    }

    /// <summary>Reads the next message; null when the server has closed with 1000.</summary>
    /// <param name="cancellation">Stops; the connection is of no use afterwards.</param>
    /// <exception cref="SubscriberException">As <see cref="ReadAllAsync"/>.</exception>
    public async ValueTask<SubscriberMessage?> ReadAsync(CancellationToken cancellation = default)
    {
        try
        {
            int length = await ReceiveAsync(cancellation).ConfigureAwait(false);
            if (length >= 0)
            {
                SubscriberMessage message = _decoder.Decode(_incoming.AsSpan(0, length));
                _accounts.Take(in message);
                _stale.Take(in message);
                return message;
            }
        }
        catch (FormatException malformed)
        {
            throw new SubscriberException(ConnectionEnd.Malformed, $"the server sent what the protocol does not allow: {malformed.Message}", malformed);
        }
        catch (Exception failure) when (IsBreak(failure, cancellation))
        {
            throw SubscriberFailure.OfConnection(failure);
        }

        await AnswerCloseAsync().ConfigureAwait(false);
        return _socket.CloseStatus == WebSocketCloseStatus.NormalClosure
            ? null
            : throw SubscriberFailure.OfClose((int)(_socket.CloseStatus ?? 0), _socket.CloseStatusDescription ?? "");
    }

    /// <summary>Says goodbye if the connection still stands, and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await AnswerCloseAsync().ConfigureAwait(false);
        _socket.Dispose();
        byte[] buffer = Interlocked.Exchange(ref _incoming, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The socket's own keep-alive ends a wait by cancelling it.
    private static bool IsBreak(Exception failure, CancellationToken cancellation) =>
        failure is WebSocketException or ObjectDisposedException or IOException
        || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);

    // The length of the message in the buffer, or -1 for a close.
    private async ValueTask<int> ReceiveAsync(CancellationToken cancellation)
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult piece = await _socket.ReceiveAsync(_incoming.AsMemory(length), cancellation).ConfigureAwait(false);
            length += piece.Count;
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                return -1;
            }

            if (piece.EndOfMessage)
            {
                return length;
            }

            if (length == _incoming.Length)
            {
                Grow();
            }
        }
    }

    private void Grow()
    {
        if (_incoming.Length >= _options.MaxMessageBytes)
        {
            throw new FormatException($"a message is longer than {_options.MaxMessageBytes} bytes");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_incoming.Length * 2);
        _incoming.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_incoming);
        _incoming = larger;
    }

    private async ValueTask AnswerCloseAsync()
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var limit = new CancellationTokenSource(_options.CloseTimeout);
        try
        {
            WebSocketCloseStatus code = _socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure;
            await _socket.CloseOutputAsync(code, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // It is gone already; there is nobody to say goodbye to.
        }
    }
}
