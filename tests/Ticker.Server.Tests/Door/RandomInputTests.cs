using System.Net.Sockets;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>Bytes that nobody thought of, from a seed that a failure names.</summary>
public sealed class RandomInputTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int ConnectionsEach = 150;

    private readonly ServerUnderTest _server = shared.Server;

    public static IEnumerable<object[]> Kinds => Makers.Keys.Select(kind => new object[] { kind });

    private static Dictionary<string, Func<Random, byte[]>> Makers { get; } = new()
    {
        ["bytes"] = random => Bytes(random, random.Next(1, 2_000)),
        ["frames"] = random => Frames.Build(random.Next(256), Bytes(random, random.Next(300)), masked: random.Next(20) > 0),
        ["binary messages"] = random => Frames.BinaryOf(Bytes(random, random.Next(100))),
        ["broken messages"] = random => Frames.BinaryOf(Broken(random)),
        ["text messages"] = random => Frames.Build(Frames.Final | Frames.Text, Bytes(random, random.Next(100))),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Door_GivenRandomInput_AnswersOrClosesWithALegalCodeAndGoesOn(string kind)
    {
        await Parallel.ForAsync(0, ConnectionsEach, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, _) =>
        {
            using RawPeer peer = await RawPeer.OpenAsync(_server);
            var random = new Random(seed);
            await peer.TrySendAsync(Frames.Join(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Makers[kind](random))));
            try
            {
                // What is still open at the end of the input ends with it.
                peer.Socket.Shutdown(SocketShutdown.Send);
                while (await peer.TryReadFrameAsync() is { } frame)
                {
                    Assert.True(
                        frame.IsClose ? MayBeSent(frame.Code) : frame.Opcode is Frames.Text or Frames.PongCode,
                        $"seed {seed}: {frame}");
                }
            }
            catch (SocketException)
            {
                // The connection is cut under what still came.
            }
        });
        await HealthySubscriber.AssertServedAsync(_server);
    }

    // Its own, or the echo of one that a client may send (section 7.4).
    private static bool MayBeSent(int code) => code is 0 or (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and < 5000);

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    // A right message with one byte changed, or cut.
    private static byte[] Broken(Random random)
    {
        byte[] message = random.Next(2) == 0
            ? [0x83, 0xA2, (byte)'o', (byte)'p', 0xA9, .. "subscribe"u8, 0xA2, (byte)'i', (byte)'d', 1, 0xA7, .. "symbols"u8, 0x92, 0xA3, .. "A:B"u8, 0xA1, (byte)'*']
            : """{"op":"subscribe","id":1,"symbols":["A:B","*"],"kinds":["trade"],"times":true}"""u8.ToArray();
        message[random.Next(message.Length)] = (byte)random.Next(256);
        return random.Next(3) == 0 ? message[..random.Next(message.Length)] : message;
    }
}
