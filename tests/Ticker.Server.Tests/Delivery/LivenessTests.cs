using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>RFC 6455, section 5.5.2: who is still there.</summary>
public class LivenessTests
{
    private static readonly string[] Fast = ["Subscribers:PingInterval=00:00:00.1", "Subscribers:PongTimeout=00:00:01", "Subscribers:HeartbeatInterval=01:00:00"];

    protected virtual Road Road => Road.Plain;

    [Fact]
    public async Task Ping_AnsweredEachTime_KeepsTheConnection()
    {
        // The pings go on for longer than a pong may take, which is longer than a busy machine keeps a test waiting.
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:PingInterval=00:00:00.5", "Subscribers:PongTimeout=00:00:05", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer peer = await RawPeer.OpenAsync(server);
        for (int n = 0; n < 12; n++)
        {
            RawFrame ping = await peer.ReadFrameAsync();
            Assert.Equal(Frames.Final | Frames.PingCode, ping.First);
            await peer.SendAsync(Frames.Pong(ping.Payload));
        }

        Assert.Equal(1, server.Subscribers);
    }

    [Fact]
    public async Task Ping_NeverAnswered_EndsTheConnection()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, Fast);
        using RawPeer reads = await RawPeer.OpenAsync(server);
        Task reading = reads.ReadToEndAsync();
        RawPeer[] dead = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawPeer.OpenAsync(server)));
        await reading;
        await server.UntilEmptyAsync();
        foreach (RawPeer peer in dead)
        {
            peer.Dispose();
        }
    }

    [Fact]
    public async Task Messages_WithoutPongs_AreNoSignOfLife()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, [.. Fast, "WebSockets:MessagesPerSecond=1000000"]);
        using RawPeer peer = await RawPeer.OpenAsync(server);
        Task reading = peer.ReadToEndAsync();
        Task talk = Task.Run(async () =>
        {
            while (!reading.IsCompleted)
            {
                await peer.TrySendAsync(Frames.TextOf("""{"op":"ping","t":1}"""));
                await Task.Delay(10);
            }
        });
        await reading;
        await talk;
        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Peer_ThatNoLongerReadsNorAnswers_IsReleasedWhileTicksFlow()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, [.. Fast, "Subscribers:WriteDeadline=00:00:00.5", "Subscribers:CloseGrace=00:00:00.2"]);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 500).Select(n => $"XNAS:S{n}")]);
        using RawPeer peer = await RawPeer.OpenAsync(server);
        await peer.TrySendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}"""));
        await using (TickFlow.Paced(20_000, n => feed.QuoteAsync((uint)(n % 500) + 1, n), feed.FlushAsync))
        {
            await server.UntilEmptyAsync();
        }
    }
}
