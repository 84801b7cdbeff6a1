using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Late;
using Ticker.Transports.Access;
using Ticker.Transports.Admin;
using Ticker.Transports.Answers;
using Ticker.Transports.Listening;

namespace Ticker.Transports.WebSockets;

/// <summary><c>GET /v1/stream</c>: where subscribers come in. Thread-safe.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="options">The limits.</param>
/// <param name="serverName">What <c>welcome</c> calls this server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of connections that come and go, and of those that the server had to end.</param>
/// <param name="guard">Asks who connects; null = nobody does.</param>
/// <param name="register">Knows who is connected; null = nobody asks.</param>
/// <param name="markets">The market, as each may see it; null = as it is, and in no other way.</param>
public sealed class StreamEndpoint(
    Pipeline pipeline, StreamEndpointOptions options, string serverName, TimeProvider time, ILogger<StreamEndpoint> logger, WebGuard? guard = null, ConnectionRegister? register = null,
    Markets? markets = null)
{
    private readonly ConnectionRegister _register = register ?? new ConnectionRegister(time);
    private readonly WebGuard _guard = guard ?? new WebGuard(AccessGate.Open);
    private readonly Markets _markets = markets ?? new Markets(pipeline);
    private readonly Greeting _greeting = new(serverName, pipeline.Options.Subscribers, time);
    private readonly OriginPolicy _origins = new(options.AllowedOrigins);
    private readonly OpenConnections _open = new(options.MaxConnections);
    private readonly AddressCounts _addresses = new(options.MaxPerAddress);
    private readonly StreamLog _log = new(logger, (guard?.Gate ?? AccessGate.Open).Refusals);
    private readonly long _memoryCost = ConnectionMemory.CostOf(options);

    /// <summary>Asks who connects.</summary>
    internal WebGuard Guard => _guard;

    /// <summary>How many connections there are, each from its handshake until nothing of it is left.</summary>
    public int Connections => _open.Count;

    /// <summary>How many connections their peers forced it to close, for a reason.</summary>
    public long Faults(PeerFault fault) => _log.Faults(fault);

    /// <summary>Completes when there is no connection, or at the latest when <paramref name="cancellation"/> says so, with an exception.</summary>
    public Task WhenEmptyAsync(CancellationToken cancellation) => _open.WhenEmptyAsync(cancellation);

    /// <summary>Serves a request, from the market that whoever connects may see, until its connection ends.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await _guard.AdmitAsync(context, Right.Read, provesLater: true).ConfigureAwait(false) is not { } admission)
        {
            return;
        }

        MarketEntry entry;
        try
        {
            entry = await _markets.EnterAsync(admission.Entitlements.Delay).ConfigureAwait(false);
        }
        catch
        {
            admission.Dispose();
            throw;
        }

        if (entry.Market is not { } market)
        {
            admission.Dispose();
            await AnswerAsync(context, new(StatusCodes.Status503ServiceUnavailable, entry.Refusal!)).ConfigureAwait(false);
            return;
        }

        context.Features.Set(admission);
        await HandleAsync(context, new MarketHost(market, _markets, options)).ConfigureAwait(false);
    }

    /// <summary>Serves a request that was let in until its connection ends; the connection may outlive it.</summary>
    /// <param name="context">The request, with its <see cref="Admission"/>.</param>
    /// <param name="host">Whoever serves it; told when nothing of it is left.</param>
    public async Task HandleAsync(HttpContext context, ISubscriberHost host)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(host);
        bool livesOn = false;
        Admission admission = WebGuard.AdmissionOf(context);
        try
        {
            livesOn = await EnterAsync(context, host, admission).ConfigureAwait(false);
        }
        finally
        {
            if (!livesOn)
            {
                admission.Dispose();
                await host.LeaveAsync().ConfigureAwait(false);
            }
        }
    }

    // True when the connection lives on without its request.
    private async Task<bool> EnterAsync(HttpContext context, ISubscriberHost host, Admission admission)
    {
        if (Refuse(context, out string accept, out WireEncoding encoding, out string? subprotocol) is { } refusal)
        {
            await AnswerAsync(context, refusal).ConfigureAwait(false);
            return false;
        }

        if (!_open.TryEnter())
        {
            await AnswerAsync(context, new(StatusCodes.Status503ServiceUnavailable, "there are as many connections as the server takes", RefusalReason.ServerLimit)).ConfigureAwait(false);
            return false;
        }

        if (!_addresses.TryEnter(context.Connection.RemoteIpAddress))
        {
            _open.Leave();
            await AnswerAsync(context, new(StatusCodes.Status429TooManyRequests, $"this address has {options.MaxPerAddress} connections, which is the most", RefusalReason.AddressLimit)).ConfigureAwait(false);
            return false;
        }

        long memory = MemoryCost(host) + (IsPlain(context) ? 0 : ConnectionMemory.CostOfStream(host.UnsentLowWater));
        if (!pipeline.Memory.TryTake(memory))
        {
            Leave(0, context.Connection.RemoteIpAddress);
            await AnswerAsync(context, new(StatusCodes.Status503ServiceUnavailable, "the server's memory budget has no room for a connection", RefusalReason.Memory)).ConfigureAwait(false);
            return false;
        }

        bool livesOn = false;
        Framing framing = Agree(context, encoding);
        ConnectedPeer peer = PeerOf(context, host, admission, framing);
        try
        {
            livesOn = await ServeAsync(context, host, admission, accept, peer, framing, subprotocol).ConfigureAwait(false);
        }
        finally
        {
            if (!livesOn)
            {
                _register.Leave(peer);
                Leave(memory, context.Connection.RemoteIpAddress);
            }
        }

        return livesOn;
    }

    // Whether the bytes of its WebSocket are those of its TCP connection.
    private static bool IsPlain(HttpContext context) => PlainConnection.Of(context) is not null;

    private long MemoryCost(ISubscriberHost host) => _memoryCost + host.MemoryCost;

    // Nothing is left of a connection.
    private void Leave(long memory, IPAddress? address)
    {
        pipeline.Memory.Give(memory);
        _addresses.Leave(address);
        _open.Leave();
    }

    /// <summary>Answers a handshake that is refused.</summary>
    internal async Task AnswerAsync(HttpContext context, HandshakeRefusal refusal)
    {
        if (refusal.Reason is { } reason)
        {
            _guard.Gate.Refusals.Add(reason);
        }

        if (refusal.TellsVersion)
        {
            context.Response.Headers.SecWebSocketVersion = "13";
        }

        if (refusal.Status == StatusCodes.Status426UpgradeRequired)
        {
            context.Response.Headers.Upgrade = "websocket";
        }

        if (refusal.Allow is { } allow)
        {
            context.Response.Headers.Allow = allow;
        }

        if (refusal.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        await Results.Problem(statusCode: refusal.Status, detail: refusal.Detail).ExecuteAsync(context).ConfigureAwait(false);
    }

    private HandshakeRefusal? Refuse(HttpContext context, out string accept, out WireEncoding encoding, out string? subprotocol)
    {
        (encoding, subprotocol) = (default, null);
        if (Handshake.Check(context, out accept) is { } refusal)
        {
            return refusal;
        }

        if (!_origins.Allows(context.Request))
        {
            return new(StatusCodes.Status403Forbidden, "pages of this origin may not connect", RefusalReason.Origin);
        }

        return Subprotocol.Choose(context.Request, out encoding, out subprotocol) is { } wrong
            ? new(StatusCodes.Status400BadRequest, wrong)
            : !ExtendedConnect.Speaks(context.Request) && context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest != true
            ? new(StatusCodes.Status400BadRequest, "this connection cannot be upgraded")
            : null;
    }

    // How messages are to be put on the way; says so in the answer.
    private Framing Agree(HttpContext context, WireEncoding encoding)
    {
        if (!options.Deflate || DeflateOffer.Answer(context.Request.Headers.SecWebSocketExtensions) is not { } deflate)
        {
            return Framing.WebSocket(encoding);
        }

        context.Response.Headers.SecWebSocketExtensions = deflate;
        return Framing.DeflatedWebSocket(encoding);
    }

    // True when the connection lives on without its request.
    private async Task<bool> ServeAsync(HttpContext context, ISubscriberHost host, Admission admission, string accept, ConnectedPeer peer, Framing framing, string? subprotocol)
    {
        if (subprotocol is not null)
        {
            context.Response.Headers.SecWebSocketProtocol = subprotocol;
        }

        Stream stream;
        try
        {
            stream = await Handshake.AcceptAsync(context, accept).ConfigureAwait(false);

            // Before it is greeted: whoever has heard from the server is found among those who are connected.
            _register.Enter(peer);

            // Through the stream, before the lane has the socket: an awaited flush means "in the kernel" (so the listener's
            // transport has it), so that no frame can overtake the 101.
            await stream.WriteAsync(Greeting.Write(framing, Welcome(host, _guard.StateOf(admission)))).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
            if (IsPlain(context))
            {
                WebConnection connection = context.Features.GetRequiredFeature<WebConnection>();
                await connection.StopReadingAsync().ConfigureAwait(false);
                byte[] early = await ReadToEndAsync(stream).ConfigureAwait(false);
                connection.HandOver(Successor(host, admission, peer, framing, early));
                return true;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The peer left during the handshake.
            return false;
        }

        await ServeStreamAsync(context, host, admission, peer, stream, framing).ConfigureAwait(false);
        return false;
    }

    // What the peer sent without waiting for the answer; mostly nothing.
    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var early = new MemoryStream();
        await stream.CopyToAsync(early).ConfigureAwait(false);
        return early.ToArray();
    }

    // From here on, nothing but the sink writes to the stream.
    private async Task ServeStreamAsync(HttpContext context, ISubscriberHost host, Admission admission, ConnectedPeer peer, Stream stream, Framing framing)
    {
        context.Features.Get<WebConnection>()?.LimitUnsent(host.UnsentLowWater);
        using var over = new CancellationTokenSource();
        _log.Joined(peer, framing.Encoding);
        var sink = new StreamSink(stream, host.UnsentLowWater);
        Subscriber subscriber = host.Serve(sink, framing, admission.Entitlements, out Task<SubscriberEnd> completion);
        peer.Serve(subscriber);
        Task reading = new SubscriberConnection(stream, subscriber, new Inbound(subscriber, framing.IsDeflated, options, pipeline.Memory, time, AccessOf(host, admission, subscriber)), time).RunAsync(over.Token);
        SubscriberEnd end = await new StreamEnd(context, sink, pipeline.Options.Subscribers.CloseGrace, time).WaitAsync(completion).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        _log.Left(peer, subscriber, end);
    }

    // Over HTTP/2 a connection has many streams.
    private static ConnectedPeer PeerOf(HttpContext context, ISubscriberHost host, Admission admission, Framing framing)
    {
        bool isHttp2 = ExtendedConnect.Speaks(context.Request);
        ConnectionRoad road = host is not MarketHost ? ConnectionRoad.Replay : isHttp2 ? ConnectionRoad.H2 : ConnectionRoad.Ws;
        return new ConnectedPeer(context, isHttp2 ? context.TraceIdentifier : context.Connection.Id, road, framing.Encoding, admission);
    }

    // In a method of its own, so that it holds on to what it is given and to nothing of the request. The task that
    // it begins is waited for by WhenEmptyAsync.
    private Action<Socket> Successor(ISubscriberHost host, Admission admission, ConnectedPeer peer, Framing framing, byte[] early) =>
        socket => _ = ServeSocketAsync(host, admission, socket, peer, framing, early);

    private async Task ServeSocketAsync(ISubscriberHost host, Admission admission, Socket socket, ConnectedPeer peer, Framing framing, byte[] early)
    {
        try
        {
            using var sink = new SocketSink(socket, host.UnsentLowWater, host.ReaderLag, time);
            _log.Joined(peer, framing.Encoding);
            Subscriber subscriber = host.Serve(sink, framing, admission.Entitlements, out Task<SubscriberEnd> completion);
            peer.Serve(subscriber);
            Task<SubscriberEnd> running = new SubscriberSocket(socket, subscriber, new Inbound(subscriber, framing.IsDeflated, options, pipeline.Memory, time, AccessOf(host, admission, subscriber)), time).RunAsync(early, completion);

            // For as long as the connection lives, this method would keep them.
            early = [];
            SubscriberEnd end = await running.ConfigureAwait(false);
            _log.Left(peer, subscriber, end);
        }
        catch (Exception gone) when (gone is ObjectDisposedException or SocketException)
        {
            // The connection was gone before it could be served.
        }
        catch (Exception defect)
        {
            _log.Lost(peer, defect);
        }
        finally
        {
            _register.Leave(peer);
            socket.Dispose();
            admission.Dispose();
            await host.LeaveAsync().ConfigureAwait(false);
            Leave(MemoryCost(host), peer.Address);
        }
    }

    // Tells the subscriber what becomes of it, and the reader who it is; null where nobody asks.
    private PeerAccess? AccessOf(ISubscriberHost host, Admission admission, Subscriber subscriber)
    {
        if (_guard.Gate.IsOpen)
        {
            return null;
        }

        admission.Attach(subscriber);
        return new PeerAccess(_guard.Gate, admission, subscriber, host, () => Welcome(host, AuthState.Ok));
    }

    private Welcome Welcome(ISubscriberHost host, AuthState auth) => _greeting.Make(
        host.Epoch,
        auth,
        host.Delay,
        ("max_message", options.MaxMessage),
        ("messages_per_second", options.MessagesPerSecond),
        ("subscriptions", pipeline.Options.Subscribers.MaxSubscriptions));
}
