using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Peers;

/// <summary>A client as it should be, over .NET's own WebSocket.</summary>
internal sealed class StreamClient : IDisposable
{
    private readonly WireEncoding _encoding;
    private readonly Dictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private readonly Queue<Tick> _ticks = new();
    private readonly byte[] _buffer = new byte[ServerMessageWriter.MaxMessageBytes];

    private HttpMessageInvoker? _invoker;

    private StreamClient(WireEncoding encoding) => _encoding = encoding;

    public ClientWebSocket Socket { get; } = new();

    public Welcome Welcome { get; private set; } = null!;

    /// <summary>Over an HTTP/2 connection that others have too.</summary>
    public static Task<StreamClient> ConnectAsync(ServerUnderTest server, HttpMessageInvoker shared) => ConnectAsync(server, WireEncoding.MessagePack, shared);

    public static async Task<StreamClient> ConnectAsync(ServerUnderTest server, WireEncoding encoding = WireEncoding.MessagePack, HttpMessageInvoker? shared = null, WebSocketDeflateOptions? deflate = null)
    {
        var client = new StreamClient(encoding);
        client.Socket.Options.AddSubProtocol(encoding == WireEncoding.Json ? "ticker.v1.json" : "ticker.v1.msgpack");
        client.Socket.Options.DangerousDeflateOptions = deflate;
        client.Socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        using var deadline = new CancellationTokenSource(Patience.Limit);
        await client.ConnectAsync(server, shared, deadline.Token);
        client.Welcome = await client.NextAsync<Welcome>();
        return client;
    }

    public Task SendAsync(ClientMessage message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        ClientMessageWriter.Write(bytes, message, _encoding);
        WebSocketMessageType type = _encoding == WireEncoding.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        return Socket.SendAsync(bytes.WrittenMemory, type, endOfMessage: true, default).AsTask();
    }

    /// <summary>Sends a message as it is written, in JSON whatever the encoding.</summary>
    public Task SendAsync(string json) =>
        Socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, default);

    /// <summary>Asserts that the connection is alive and nothing but heartbeats and ticks came before the answer.</summary>
    public async Task AssertAliveAsync()
    {
        long t = Random.Shared.Next();
        await SendAsync(new PingMessage { T = t });
        while (true)
        {
            Arrival arrival = await NextButHeartbeatsAsync();
            if (arrival.Control is not null)
            {
                Assert.Equal(t, Assert.IsType<Pong>(arrival.Control).T);
                return;
            }

            foreach (Tick tick in arrival.Ticks)
            {
                _ticks.Enqueue(tick);
            }
        }
    }

    public Task SubscribeAsync(int id, params string[] symbols) => SendAsync(new SubscribeMessage { Id = id, Symbols = symbols });

    /// <summary>The next message, whatever it is; null when the server has closed.</summary>
    public async Task<Arrival?> TryNextAsync()
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        int length = 0;
        ValueWebSocketReceiveResult piece;
        do
        {
            piece = await Socket.ReceiveAsync(_buffer.AsMemory(length), deadline.Token);
            length += piece.Count;
        }
        while (!piece.EndOfMessage);

        return piece.MessageType == WebSocketMessageType.Close ? null : Read(_buffer.AsSpan(0, length));
    }

    public async Task<Arrival> NextAsync()
    {
        Arrival? arrival = await TryNextAsync();
        Assert.True(arrival is not null, $"the server closed: {Socket.CloseStatus} {Socket.CloseStatusDescription}");
        return arrival;
    }

    /// <summary>The next control message of a kind; all before it is passed over, but for ticks, which are kept.</summary>
    public async Task<TMessage> NextAsync<TMessage>()
        where TMessage : ServerMessage
    {
        while (true)
        {
            Arrival arrival = await NextAsync();
            foreach (Tick tick in arrival.Ticks)
            {
                _ticks.Enqueue(tick);
            }

            if (arrival.Control is TMessage message)
            {
                return message;
            }
        }
    }

    /// <summary>The next message that is not a heartbeat.</summary>
    public async Task<Arrival> NextButHeartbeatsAsync()
    {
        while (true)
        {
            Arrival arrival = await NextAsync();
            if (arrival.Control is not Heartbeat)
            {
                return arrival;
            }
        }
    }

    /// <summary>The next tick; control messages before it are passed over.</summary>
    public async Task<Tick> NextTickAsync()
    {
        while (_ticks.Count == 0)
        {
            foreach (Tick tick in (await NextAsync()).Ticks)
            {
                _ticks.Enqueue(tick);
            }
        }

        return _ticks.Dequeue();
    }

    /// <summary>Subscribes and reads until live.</summary>
    public async Task<Seam> SubscribeAndReadToSeamAsync(int id, params string[] symbols)
    {
        await SubscribeAsync(id, symbols);
        return await NextAsync<Seam>();
    }

    /// <summary>Reads until the server closes, and answers.</summary>
    public async Task<(int Code, string Reason)> ReadToCloseAsync()
    {
        while (await TryNextAsync() is not null)
        {
        }

        (int, string) end = ((int)Socket.CloseStatus!, Socket.CloseStatusDescription ?? "");
        if (Socket.State == WebSocketState.CloseReceived)
        {
            await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
        }

        return end;
    }

    /// <summary>Closes in good order.</summary>
    public async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", deadline.Token);
    }

    public void Dispose()
    {
        Socket.Dispose();
        _invoker?.Dispose();
    }

    private async Task ConnectAsync(ServerUnderTest server, HttpMessageInvoker? shared, CancellationToken deadline)
    {
        var address = new Uri($"{(server.Road is Road.Plain or Road.Http2 ? "ws" : "wss")}://{server.EndPointOf(server.Road)}/v1/stream");
        if (server.Road == Road.Plain)
        {
            await Socket.ConnectAsync(address, deadline);
            return;
        }

        if (server.Road != Road.Tls)
        {
            (Socket.Options.HttpVersion, Socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

        _invoker = shared is null ? new HttpMessageInvoker(RoadStream.NewHandler()) : null;
        await Socket.ConnectAsync(address, shared ?? _invoker, deadline);
    }

    private Arrival Read(ReadOnlySpan<byte> message)
    {
        if (!ServerMessageReader.IsData(message))
        {
            ServerMessage? control = ServerMessageReader.Read(message, out MessageFault? fault);
            Assert.True(control is not null, fault?.Message);
            foreach (Instrument instrument in (control as Subscribed)?.Instruments ?? [])
            {
                _instruments[instrument.FullName] = instrument;
            }

            return new Arrival(control, 0, []);
        }

        var ticks = new List<Tick>();
        int id;
        if (_encoding == WireEncoding.Json)
        {
            var reader = new JsonDataMessageReader(message, name => _instruments.GetValueOrDefault(System.Text.Encoding.UTF8.GetString(name)));
            while (reader.TryRead(out Tick tick, out _))
            {
                ticks.Add(tick);
            }

            Assert.Equal(0, reader.UnknownInstruments);
            id = reader.SubscriptionId;
        }
        else
        {
            var reader = new DataMessageReader(message);
            while (reader.TryRead(out Tick tick, out _))
            {
                Assert.Contains(_instruments.Values, known => known.Number == tick.Instrument);
                ticks.Add(tick);
            }

            id = reader.SubscriptionId;
        }

        return new Arrival(null, id, ticks);
    }
}
