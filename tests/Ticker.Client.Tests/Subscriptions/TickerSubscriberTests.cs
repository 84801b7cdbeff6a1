using System.Net.WebSockets;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Subscriptions;

public class TickerSubscriberTests
{
    private static readonly Instrument Euro = new() { Number = 3, Name = new InstrumentName("EURX", "EUR/USD, spot"), PriceScale = 5, SizeScale = 2 };

    private static readonly Subscribed Told = new() { Id = 1, Epoch = 7, Sequence = 10, Instruments = [Euro], Unknown = ["XNAS:NOPE"] };

    private static readonly Tick Quote = new()
    {
        Kind = TickKind.Quote,
        Instrument = 3,
        Sequence = 11,
        EventTime = new UnixNanos(1_723_161_600_123_456_789),
        BidPrice = 109_999,
        BidSize = 10_050,
        AskPrice = Tick.NoPrice,
        Flags = TickFlags.Snapshot,
    };

    private static readonly Tick Trade = new() { Kind = TickKind.Trade, Instrument = 3, Sequence = 12, Price = -1, Size = 123_456_789_012_345_678, Side = Side.Sell, TradeId = ulong.MaxValue };

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task ReadAllAsync_TicksOfEitherEncoding_AreExactWithTheirInstrument(WireEncoding encoding)
    {
        SubscribeMessage? asked = null;
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream =>
        {
            asked = (SubscribeMessage)await stream.ReadAsync();
            await stream.SendAsync(Told);
            await stream.SendAsync([(Quote, default), (Trade, new Collapsed { Count = 4, FirstSequence = 9, Cause = CollapseCause.Budget })], Euro, pieces: 3);
            await stream.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Address, new SubscriberOptions { Encoding = encoding }).Soon();
        var subscribe = new SubscribeMessage { Id = 1, Symbols = ["EURX:*", "XNAS:NOPE"], Kinds = TickKinds.Quote | TickKinds.Trade };
        List<SubscriberMessage> messages = [];
        List<ReceivedTick> ticks = [];

        await subscriber.SendAsync(subscribe).Soon();
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
        {
            messages.Add(message);
            ticks.AddRange(message.Ticks.Span);
        }

        Assert.Equal(7, subscriber.Welcome.Epoch);
        Assert.Equal((subscribe.Id, subscribe.Kinds), (asked!.Id, asked.Kinds));
        Assert.Equal(subscribe.Symbols, asked.Symbols);
        Assert.Equal("XNAS:NOPE", Assert.Single(Assert.IsType<Subscribed>(messages[0].Control).Unknown));
        Assert.Equal(1, messages[1].SubscriptionId);
        Assert.Equal([Quote, Trade], ticks.Select(tick => tick.Tick));
        Assert.All(ticks, tick => Assert.Equal("EURX:EUR/USD, spot", tick.Instrument.FullName));
        Assert.Equal((1.09999m, null, 100.50m), (ticks[0].Price(Quote.BidPrice), ticks[0].Price(Quote.AskPrice), ticks[0].Size(Quote.BidSize)));
        Assert.Equal((true, false), (ticks[0].IsSnapshot, ticks[1].IsSnapshot));
        Assert.Equal((4L, 9UL, CollapseCause.Budget), (ticks[1].Collapsed.Count, ticks[1].Collapsed.FirstSequence, ticks[1].Collapsed.Cause));
    }

    [Fact]
    public async Task ReadAllAsync_ServerClosesWithACode_ThrowsCodeAndReasonAndAnswersTheClose()
    {
        var answered = new TaskCompletionSource<int>();
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream =>
        {
            await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)4008, "slow:7:42", default);
            answered.SetResult(await stream.ReadCloseAsync());
        });
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Address).Soon();

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(() => subscriber.ReadAsync().AsTask()).Soon();

        Assert.Equal((ConnectionEnd.Closed, 4008, "slow:7:42"), (failure.End, failure.CloseCode, failure.CloseReason));
        Assert.Contains("too slow", failure.Message);
        Assert.Equal(4008, await answered.Task.Soon());
    }

    [Fact]
    public async Task DisposeAsync_OpenConnection_SaysGoodbye()
    {
        var closed = new TaskCompletionSource<int>();
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream => closed.SetResult(await stream.ReadCloseAsync()));
        TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Address).Soon();

        await subscriber.DisposeAsync().Soon();

        Assert.Equal(1000, await closed.Task.Soon());
    }

    [Fact]
    public async Task ReadAsync_ConnectionAborted_IsBroken()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream =>
        {
            await stream.ReadAsync();
            stream.Context.Abort();
        });
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Address).Soon();
        await subscriber.SendAsync(new PingMessage { T = 1 }).Soon();

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(() => subscriber.ReadAsync().AsTask()).Soon();

        Assert.Equal((ConnectionEnd.Broken, 0), (failure.End, failure.CloseCode));
    }

    [Theory]
    [InlineData(new byte[] { 0xC1 })]
    [InlineData(new byte[] { 0x81, 0xA2, (byte)'e', (byte)'v' })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x92, 0x01, 0x99, 0x01, 0x05, 0x01, 0x00, 0x01, 0x01, 0x01, 0x01, 0x00 })]
    public async Task ReadAsync_MessageThatIsNotAllowed_IsMalformed(byte[] message)
    {
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream =>
        {
            await stream.SendRawAsync(message);
            await stream.ReadCloseAsync();
        });
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Address).Soon();

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(() => subscriber.ReadAsync().AsTask()).Soon();

        Assert.Equal(ConnectionEnd.Malformed, failure.End);
    }

    [Fact]
    public async Task ReadAsync_MessageWithoutEnd_IsMalformedAndBounded()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream =>
        {
            var piece = new byte[64 * 1024];
            while (stream.Socket.State == WebSocketState.Open)
            {
                await stream.Socket.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: false, default);
            }
        });
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Address, new SubscriberOptions { MaxMessageBytes = 256 * 1024 }).Soon();

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(() => subscriber.ReadAsync().AsTask()).Soon();

        Assert.Equal(ConnectionEnd.Malformed, failure.End);
        Assert.Contains("262144", failure.Message);
    }

    [Fact]
    public async Task ConnectAsync_NobodyThere_IsNoServerAndNamesTheAddress()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(() => TickerSubscriber.ConnectAsync(new Uri($"ws://127.0.0.1:{port}"))).Soon();

        Assert.Equal(ConnectionEnd.NoServer, failure.End);
        Assert.Contains($"no server answers at ws://127.0.0.1:{port}/v1/stream", failure.Message);
    }

    [Fact]
    public async Task ConnectAsync_RefusedOverHttp_TellsTheStatus()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartRawAsync(context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(() => TickerSubscriber.ConnectAsync(server.Address)).Soon();

        Assert.Equal((ConnectionEnd.Refused, 401), (failure.End, failure.HttpStatus));
    }

    [Fact]
    public async Task ConnectAsync_ServerThatSaysNothing_GivesUpInTime()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartRawAsync(async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("ticker.v1.msgpack");
            await socket.ReceiveAsync(new byte[16], default);
        });

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(
            () => TickerSubscriber.ConnectAsync(server.Address, new SubscriberOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) })).Soon();

        Assert.Equal(ConnectionEnd.NoServer, failure.End);
    }

    [Fact]
    public async Task ConnectAsync_AddressOfAnotherScheme_IsRefusedHere() =>
        await Assert.ThrowsAsync<ArgumentException>(() => TickerSubscriber.ConnectAsync(new Uri("ftp://127.0.0.1"))).Soon();
}
