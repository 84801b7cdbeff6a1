using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Protocol;
using Ticker.Transports.WebSockets;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// All that a peer says on one connection, beside a market that moves, as a lane with its queues, budgets and clock takes it. What
/// comes back is lawful, each statement adds up, a connection that ends leaves nothing behind, and another one is served as before.
/// </summary>
internal sealed class Conversations : IFuzzTarget
{
    private const int LongestPart = 200;

    private readonly ClientMessages _messages = new();

    public string Name => "conversations";

    public IReadOnlyList<byte[]> Words => [SocketFrames.Frame(0x88, [], 0), SocketFrames.Frame(0x89, [1], 0), [0x81], [0x82], [0x80, 0, 0, 0, 0]];

    // Each message by itself may be changed, within a frame that is right: what breaks a frame ends a conversation at once.
    public byte[] Whole(Random random)
    {
        WireEncoding encoding = random.Next(2) == 0 ? WireEncoding.Json : WireEncoding.MessagePack;
        byte[] said = [(byte)(encoding == WireEncoding.Json ? 0 : 1)];
        for (int left = random.Next(1, 20); left > 0; left--)
        {
            byte[] message = ClientMessages.Written(ClientMessages.Any(random), encoding);
            if (random.Next(4) == 0)
            {
                message = Mutation.Change(message, _messages.Words, () => _messages.Whole(random), random);
            }

            said = [.. said, .. SocketFrames.Frame(encoding == WireEncoding.Json ? 0x81 : 0x82, message, random.Next())];
        }

        return said;
    }

    public string Read(byte[] input, Random random)
    {
        var pipeline = new TestPipeline();
        TestFeed feed = pipeline.OpenFeed().Define("XNAS:AAPL", "XNAS:MSFT", "BINANCE:S0", "BINANCE:S1");
        TestClient healthy = pipeline.Join();
        healthy.Subscribe(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All });
        TestClient peer = pipeline.Join(input is [0, ..] ? WireEncoding.Json : WireEncoding.MessagePack);
        peer.Peer.FollowsSubscriptions = false;
        peer.Sink.Capacity = random.Next(4) == 0 ? random.Next(1, 500) : int.MaxValue;
        var inbound = new Inbound(peer.Subscriber, peer.Subscriber.Framing.IsDeflated, new StreamEndpointOptions { MaxMessage = 4_096, MessagesPerSecond = 50, MessageBurst = 50 }, pipeline.Memory, pipeline.Time);
        Talk(input.AsMemory(Math.Min(1, input.Length)), inbound, pipeline, feed, peer, random);

        while (peer.Sink.Rest > 0)
        {
            peer.Sink.Take(int.MaxValue);
            pipeline.Run();
        }

        foreach (Statement statement in peer.Peer.Controls<Statement>())
        {
            Assert.Equal(0, statement.Unaccounted);
        }

        int before = healthy.Peer.TicksOf(1).Count();
        feed.SendTrade("XNAS:AAPL", 1).Flush();
        pipeline.Run();
        Assert.Equal(before + 1, healthy.Peer.TicksOf(1).Count());
        inbound.Release();
        inbound.End();
        healthy.Subscriber.PeerGone();
        pipeline.AssertNothingLeft();
        string answers = string.Join(' ', peer.Peer.Arrivals.Select(arrival => arrival.Control switch { ErrorReply refused => refused.Code, { } control => control.GetType().Name, null => arrival.Opcode.ToString() }).Distinct().Order());
        return $"{answers} {peer.Peer.CloseCode}";
    }

    public long MostReserved(int length) => 20_000_000 + (1_000L * length);

    private static void Talk(ReadOnlyMemory<byte> said, Inbound inbound, TestPipeline pipeline, TestFeed feed, TestClient peer, Random random)
    {
        while (!said.IsEmpty && peer.End is null)
        {
            int length = Math.Min(said.Length, random.Next(1, LongestPart));
            ValueTask taking = inbound.TakeAsync(said[..length], CancellationToken.None);
            said = said[length..];
            while (!taking.IsCompleted)
            {
                // The lane has too many of its messages, and slows it.
                pipeline.Run();
            }

            taking.GetAwaiter().GetResult();
            switch (random.Next(6))
            {
                case 0:
                    feed.SendQuote("XNAS:AAPL", random.Next(1, 1_000)).SendTrade("BINANCE:S0", random.Next(1, 1_000), 5).Flush();
                    break;
                case 1:
                    feed.SendTrade("XNAS:MSFT", random.Next(1, 1_000)).SendStatus("BINANCE:S1", (TradingState)random.Next(1, 5)).Flush();
                    break;
                case 2:
                    pipeline.Time.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
                    break;
                case 3:
                    peer.Sink.Take(random.Next(1, 5_000));
                    break;
                default:
                    pipeline.Run();
                    break;
            }
        }

        pipeline.Run();
    }
}
