extern alias client;

using client::Ticker.Client.Subscriptions;
using Ticker.Engine.Tests.Fakes;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Protocol;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>What a server sends to the C# client, as a real pipeline makes it: a message or a <see cref="FormatException"/>.</summary>
internal sealed class ServerMessages : IFuzzTarget
{
    private readonly Dictionary<WireEncoding, byte[][]> _sent = new() { [WireEncoding.Json] = Sent(WireEncoding.Json), [WireEncoding.MessagePack] = Sent(WireEncoding.MessagePack) };

    public string Name => "server-messages";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "ev", "subscribed", "statement", "notice", "gap", "heartbeat", "id", "ticks", "seq", "time", "instruments", "\"T\":\"q\"", "\"c\":{", "\"n\":", "1e400", "9223372036854775808", "0.0000000000000000001", "-" }
            .Select(System.Text.Encoding.UTF8.GetBytes),
        [0x92], [0x9F], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF], [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xC0], [0xDF, 0x7F, 0xFF, 0xFF, 0xFF],
    ];

    public byte[] Whole(Random random)
    {
        byte[][] sent = _sent[random.Next(2) == 0 ? WireEncoding.Json : WireEncoding.MessagePack];
        return sent[random.Next(sent.Length)];
    }

    public string Read(byte[] input, Random random)
    {
        var directory = new InstrumentDirectory();
        var decoder = new MessageDecoder(directory);
        foreach (byte[] told in _sent[WireEncoding.MessagePack].Where(message => !ServerMessageReader.IsData(message)))
        {
            decoder.Decode(told);
        }

        try
        {
            SubscriberMessage message = decoder.Decode(input);
            foreach (ReceivedTick tick in message.Ticks.Span)
            {
                _ = tick.ToString();
            }

            return message.Control?.GetType().Name ?? $"data {Outcome.Of(message.Ticks.Length)}";
        }
        catch (FormatException wrong)
        {
            Assert.NotEmpty(wrong.Message);
            return Outcome.Of(wrong.Message);
        }
    }

    public long MostReserved(int length) => 200_000 + (300L * length);

    // Everything that a pipeline says in a short life.
    private static byte[][] Sent(WireEncoding encoding)
    {
        var pipeline = new TestPipeline();
        TestFeed feed = pipeline.OpenFeed().Define("XNAS:AAPL", "XNAS:MSFT", "BINANCE:BTCUSDT");
        feed.SendQuote("XNAS:AAPL", 100).SendTrade("XNAS:MSFT", 200).SendStatus("BINANCE:BTCUSDT", TradingState.Halted).Flush();
        TestClient client = pipeline.Join(encoding);
        client.Subscribe(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All, Times = true });
        client.Subscribe(new SubscribeMessage { Id = 2, Symbols = ["XNAS:*"], Mode = DeliveryMode.Interval, IntervalMs = 100, ConflateTrades = true, Summary = true });
        for (int i = 0; i < 20; i++)
        {
            feed.SendQuote("XNAS:AAPL", 100 + i).SendTrade("XNAS:AAPL", 100 + i, size: 1 + i).SendTrade("XNAS:MSFT", 300 - i).Flush();
            pipeline.Run();
        }

        feed.SendStatus("XNAS:AAPL", TradingState.Trading).Flush();
        pipeline.Pass(TimeSpan.FromSeconds(3));
        client.Post(new PingMessage { T = 5 }).Post(new StatementRequest { Id = 1 }).Post(new StatementRequest { Id = 2 }).Post(new StatementRequest { Id = 3 }).Fault();
        client.Unsubscribe(1);
        return [.. client.Peer.Arrivals.Where(arrival => arrival.Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary).Select(arrival => arrival.Payload)];
    }
}
