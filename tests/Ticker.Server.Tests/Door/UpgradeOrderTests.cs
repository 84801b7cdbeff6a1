using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>
/// The lane sends through the connection's own socket, past Kestrel: nothing of it may overtake the answer that
/// Kestrel sends.
/// </summary>
public sealed class UpgradeOrderTests
{
    private const int Connections = 5_000;

    [Fact]
    public async Task Upgrade_FiveThousandTimesWhileTicksFlow_PutsThe101FirstAndTheWelcomeNext()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 20).Select(n => $"XNAS:S{n}")]);
        byte[] opening = Frames.Join(
            System.Text.Encoding.Latin1.GetBytes(Handshakes.With(Handshakes.Json)), Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}"""));
        await using (TickFlow.Paced(20_000, n => feed.TradeAsync((uint)(n % 20) + 1, n), feed.FlushAsync))
        {
            await Parallel.ForAsync(0, Connections, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            {
                using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
                await peer.SendAsync(opening);
                Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
                Assert.StartsWith("{\"ev\":\"welcome\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
                Assert.StartsWith("{\"ev\":\"subscribed\"", (await peer.ReadFrameAsync(Frames.Text)).Text, StringComparison.Ordinal);
                peer.Reset();
            });
        }

        await server.UntilEmptyAsync();
    }
}
