using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>Connections that end in every way leave nothing behind.</summary>
public class LeakTests
{
    private static readonly byte[] SubscribeToAll = Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}""");

    protected virtual Road Road => Road.Plain;

    protected virtual int EachWay => 450;

    [Fact]
    public async Task Connections_OpenedAndKilledByTheThousand_LeaveNothingBehind()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:WriteDeadline=00:00:00.5", "Subscribers:CloseGrace=00:00:00.5");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 1_000).Select(n => $"XNAS:S{n}")]);
        await HealthySubscriber.AssertServedAsync(server);
        int sockets = CountSockets();

        await using (TickFlow.Paced(10_000, n => n % 2 == 0 ? feed.TradeAsync((uint)(n % 1_000) + 1, n) : feed.QuoteAsync((uint)(n % 1_000) + 1, n), feed.FlushAsync))
        {
            await Parallel.ForAsync(0, 7 * EachWay, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (n, _) => await KillAsync(server, n % 7));
            await server.UntilEmptyAsync();
            RawPeer[] mute = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RawPeer.OpenAsync(server, receiveBuffer: 4096)));
            await Task.WhenAll(mute.Select(peer => peer.SendAsync(SubscribeToAll)));
            await Patience.UntilAsync(() => server.Evictions >= mute.Length, () => $"{server.Evictions} evicted");
            await server.UntilEmptyAsync();
            Array.ForEach(mute, peer => peer.Dispose());
        }

        await Patience.UntilAsync(() => CountSockets() <= sockets, () => $"{CountSockets()} sockets, {sockets} before");
        await HealthySubscriber.AssertServedAsync(server);
    }

    private static async Task KillAsync(ServerUnderTest server, int way)
    {
        if (way == 0)
        {
            // Half a handshake.
            RawPeer half = await RawPeer.ConnectAsync(server.Web);
            await half.SendAsync("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgr");
            half.Reset();
            return;
        }

        using RawPeer peer = await RawPeer.OpenAsync(server);
        switch (way)
        {
            case 1:
                // While its snapshot is on its way.
                await peer.SendAsync(SubscribeToAll);
                peer.Reset();
                break;
            case 2:
                await peer.SendAsync(SubscribeToAll);
                await peer.ReadFrameAsync();
                await peer.EndAsync();
                await peer.ReadToEndAsync();
                break;
            case 3:
                await peer.SendAsync(Frames.Join(SubscribeToAll, Frames.Close(1000)));
                await peer.ReadFrameAsync(Frames.CloseCode);
                break;
            case 4:
                // In the middle of a frame.
                await peer.SendAsync(Frames.Join(SubscribeToAll, Frames.TextOf("""{"op":"ping"}""")[..7]));
                peer.Reset();
                break;
            case 5:
                // Without a word, with ticks on their way.
                await peer.SendAsync(SubscribeToAll);
                await peer.ReadFrameAsync();
                break;
            default:
                // After a broken rule, without waiting for what that brings.
                await peer.SendAsync(Frames.Build(0xF3, "?"u8));
                break;
        }
    }

    private static int CountSockets() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(IsSocket);

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // It was closed in the meantime.
            return false;
        }
    }
}
