using System.Buffers;
using System.Net.WebSockets;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>A connection whose bytes are transformed on their way keeps its request, and is written to as a stream.</summary>
public sealed class TlsStreamTests : IAsyncLifetime
{
    private const int Ticks = 60_000;

    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly Dictionary<uint, Instrument> _instruments = [];
    private TlsServer? _server;
    private long _delivered;
    private long _stoodFor;
    private ulong _newest;

    public async Task InitializeAsync() => _server = await TlsServer.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Theory]
    [InlineData(DeliveryMode.All)]
    [InlineData(DeliveryMode.Latest)]
    public async Task Stream_ReaderThatStartsLate_GetsEverythingAndTheAccountsBalance(DeliveryMode mode)
    {
        using ClientWebSocket peer = await ConnectAsync();
        Assert.IsType<Welcome>(await ReadAsync(peer));
        await SendAsync(peer, new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = mode });
        await ReadToAsync<Seam>(peer);

        // Far more than the connection takes while nobody reads.
        await PublishAsync();
        Statement statement;
        do
        {
            await SendAsync(peer, new StatementRequest { Id = 1 });
            statement = await ReadToAsync<Statement>(peer);
        }
        while (statement.Matched < Ticks || statement.Pending > 0);

        Assert.Equal((0, 0), (statement.Unaccounted, statement.Discarded));
        Assert.Equal((_delivered, _stoodFor - _delivered, _newest), (statement.Delivered, statement.Conflated, statement.LastSequence));
        Assert.Equal(Ticks, _stoodFor);
        Assert.True(mode == DeliveryMode.All ? statement.Conflated == 0 : statement.Conflated > 0);
        await peer.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default).WaitAsync(Patience.Limit);
        await EndedAsync();
    }

    [Fact]
    public async Task Stream_PeerThatIsGone_IsLetGoOf()
    {
        ClientWebSocket peer = await ConnectAsync();
        Assert.IsType<Welcome>(await ReadAsync(peer));
        Assert.Equal(1, _server!.Endpoint.Connections);

        peer.Abort();
        peer.Dispose();

        await EndedAsync();
    }

    [Fact]
    public async Task Stream_ServerThatEnds_SaysGoodbye()
    {
        using ClientWebSocket peer = await ConnectAsync();
        Assert.IsType<Welcome>(await ReadAsync(peer));

        _server!.Pipeline.Drain();
        WebSocketReceiveResult read;
        do
        {
            read = await peer.ReceiveAsync(_buffer, default).WaitAsync(Patience.Limit);
        }
        while (read.MessageType != WebSocketMessageType.Close);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, peer.CloseStatus);
        await peer.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, default);
        await EndedAsync();
    }

    private async Task EndedAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        await _server!.Endpoint.WhenEmptyAsync(limit.Token);
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var peer = new ClientWebSocket();
        peer.Options.AddSubProtocol("ticker.v1.msgpack");
        peer.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _server!.Thumbprint;
        await peer.ConnectAsync(_server!.Address, default).WaitAsync(Patience.Limit);
        return peer;
    }

    private async Task PublishAsync()
    {
        (_, FeedSession? session) = await _server!.Pipeline.Feeds.OpenAsync(new FeedHello("tls", 1, "test"), default);
        await using (session!)
        {
            session!.Define(1, new Instrument { Number = 1, Name = new InstrumentName("TEST", "A"), PriceScale = 2, SizeScale = 0 }, out _);
            for (ulong n = 1; n <= Ticks; n++)
            {
                if (session.IsFull)
                {
                    await session.FlushAsync();
                }

                session.Add(new Tick { Kind = TickKind.Quote, Instrument = 1, Sequence = n, BidPrice = (long)n, BidSize = 1, AskPrice = (long)n + 1, AskSize = 1 });
            }

            await session.FlushAsync();
            await session.CloseAsync(ended: true);
        }
    }

    private static async Task SendAsync(ClientWebSocket peer, ClientMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        ClientMessageWriter.Write(output, message, WireEncoding.MessagePack);
        await peer.SendAsync(output.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, default).AsTask().WaitAsync(Patience.Limit);
    }

    private async Task<T> ReadToAsync<T>(ClientWebSocket peer)
        where T : ServerMessage
    {
        while (true)
        {
            if (await ReadAsync(peer) is T found)
            {
                return found;
            }
        }
    }

    // The control message that came, or null where ticks did: those are counted.
    private async Task<ServerMessage?> ReadAsync(ClientWebSocket peer)
    {
        int length = 0;
        ValueWebSocketReceiveResult read;
        do
        {
            read = await peer.ReceiveAsync(_buffer.AsMemory(length), default).AsTask().WaitAsync(Patience.Limit);
            length += read.Count;
        }
        while (!read.EndOfMessage);
        Assert.NotEqual(WebSocketMessageType.Close, read.MessageType);
        if (!ServerMessageReader.IsData(_buffer.AsSpan(0, length)))
        {
            return ServerMessageReader.Read(_buffer.AsSpan(0, length), out _);
        }

        var ticks = new DataMessageReader(_buffer.AsSpan(0, length));
        while (ticks.TryRead(out Tick tick, out Collapsed collapsed))
        {
            Assert.True(tick.Sequence > _newest);
            _newest = tick.Sequence;
            _delivered++;
            _stoodFor += Math.Max(1, collapsed.Count);
        }

        return null;
    }
}
