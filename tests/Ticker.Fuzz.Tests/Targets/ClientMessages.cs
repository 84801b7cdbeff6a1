using System.Buffers;
using System.Text;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Protocol;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// What subscribers send, in both encodings. A message or a fault that says what is wrong, never an exception; what was taken says the same
/// when it is written and read again.
/// </summary>
internal sealed class ClientMessages : IFuzzTarget
{
    private const int LongestFault = 1_000;

    public string Name => "client-messages";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "op", "id", "subscribe", "modify", "unsubscribe", "symbols", "kinds", "quote", "trade", "mode", "latest", "interval", "all", "interval_ms", "conflate_trades", "summary", "times", "on_slow",
            "evict", "from", "now", "seq", "epoch", "time", "token", "add", "remove", "speed", "ticks", "XNAS:AAPL", "*", "\\u0000", "\\ud83d", "{\"", "\":", "\"}", "[", "]", "null", "1e308", "-0", ",",
        }.Select(Encoding.UTF8.GetBytes),
        [0x81], [0x8F], [0xDE, 0xFF, 0xFF], [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0x7F, 0xFF, 0xFF, 0xFF], [0x9F], [0xC0], [0xC1], [0xC3], [0xCB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], [0xCF], [0xD3],
        [0xDB, 0x40, 0, 0, 0], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0xD7, 0xFF], [0xED, 0xA0, 0x80], [0xFF],
    ];

    /// <summary>Any message that a client may send.</summary>
    public static ClientMessage Any(Random random)
    {
        int id = random.Next(1, 6);
        return random.Next(14) switch
        {
            < 4 => new SubscribeMessage
            {
                Id = id,
                Symbols = Symbols(random),
                Kinds = (TickKinds)random.Next(1, 8),
                Mode = (DeliveryMode)random.Next(3),
                IntervalMs = random.Next(1, 100_000),
                ConflateTrades = random.Next(2) == 0,
                Summary = random.Next(2) == 0,
                Times = random.Next(2) == 0,
                OnSlow = (OnSlow)random.Next(3),
                From = random.Next(5) switch
                {
                    0 => StartFrom.Now,
                    1 => StartFrom.Position(Engine.Tests.Fakes.TestPipeline.Epoch, (ulong)random.Next(1, 100)),
                    2 => StartFrom.At(new UnixNanos(random.NextInt64())),
                    _ => StartFrom.Snapshot,
                },
            },
            < 6 => new ModifyMessage
            {
                Id = id,
                Mode = random.Next(2) == 0 ? null : (DeliveryMode)random.Next(3),
                IntervalMs = random.Next(2) == 0 ? null : random.Next(1, 1_000),
                Summary = random.Next(2) == 0,
                OnSlow = (OnSlow)random.Next(3),
                Add = random.Next(2) == 0 ? [] : Symbols(random),
                Remove = random.Next(2) == 0 ? [] : Symbols(random),
            },
            6 => new UnsubscribeMessage { Id = id },
            7 => new PauseMessage { Id = id },
            8 => new ResumeMessage { Id = id },
            9 => new StatementRequest { Id = id },
            10 => new PingMessage { T = random.NextInt64() },
            11 => new SeekMessage { Sequence = (ulong)random.Next() },
            12 => new SpeedMessage { Speed = random.Next(3) == 0 ? "max" : $"{random.Next(1, 1_000)}" },
            _ => new AuthMessage { Token = "a-token" },
        };
    }

    /// <summary>A message's bytes.</summary>
    public static byte[] Written(ClientMessage message, WireEncoding encoding)
    {
        var output = new ArrayBufferWriter<byte>();
        ClientMessageWriter.Write(output, message, encoding);
        return output.WrittenSpan.ToArray();
    }

    public byte[] Whole(Random random) => Written(Any(random), random.Next(2) == 0 ? WireEncoding.Json : WireEncoding.MessagePack);

    public string Read(byte[] input, Random random)
    {
        ClientMessage? message = ClientMessageReader.Read(input, out MessageFault? fault);
        Assert.True(message is null != fault is null, "a message or a fault");
        if (fault is not null)
        {
            Assert.NotEmpty(fault.Code);
            Assert.InRange(fault.Message.Length, 1, LongestFault);
            Assert.DoesNotContain(fault.Message, char.IsControl);
            return Outcome.Of($"{fault.Code} {fault.Message}");
        }

        foreach (WireEncoding encoding in new[] { WireEncoding.Json, WireEncoding.MessagePack })
        {
            byte[] once = Written(message!, encoding);
            ClientMessage? again = ClientMessageReader.Read(once, out fault);
            Assert.True(again is not null, $"{message} as {encoding}: {fault}");
            Assert.Equal(once, Written(again, encoding));
        }

        return message!.GetType().Name;
    }

    public long MostReserved(int length) => 100_000 + (200L * length);

    private static string[] Symbols(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(5) switch { 0 => "*", 1 => "XNAS:*", 2 => "XNAS:A*", 3 => "XNAS:AAPL", _ => $"BINANCE:S{random.Next(4)}" })];
}
