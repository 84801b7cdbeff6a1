using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using static Ticker.Server.Tests.Peers.Frames;

namespace Ticker.Server.Tests.Door;

/// <summary>How connections end: the closing handshake both ways, its absence, and the server's own end.</summary>
public class ClosingTests
{
    private static readonly byte[] Malformed = Join(Enumerable.Repeat(BinaryOf([0xC1]), 4));

    protected virtual Road Road => Road.Plain;

    protected virtual string ShortGrace => "00:00:00.3";

    [Fact]
    public async Task Close_ByTheClient_IsAnsweredAHundredOfAHundredTimes()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road);
        for (int round = 0; round < 100; round++)
        {
            using StreamClient client = await StreamClient.ConnectAsync(server);
            await client.SubscribeAsync(1, "*");
            await client.CloseAsync();
            Assert.Equal(1000, (int)client.Socket.CloseStatus!);
        }

        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Close_ByTheServer_ArrivesAHundredOfAHundredTimes()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road);
        for (int round = 0; round < 100; round++)
        {
            using RawPeer peer = await RawPeer.OpenAsync(server);
            await peer.SendAsync(round % 2 == 0 ? Malformed : Join(Build(Final | 3, "?"u8), new byte[10_000]));
            RawFrame close = await peer.ReadFrameAsync(CloseCode);
            Assert.Equal(round % 2 == 0 ? 4400 : 1002, close.Code);
            await peer.TrySendAsync(Close(close.Code));
            await peer.AssertEndAsync();
        }

        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Close_ByTheServerThatIsNeverAnswered_EndsAtTheCloseGrace()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:CloseGrace=" + ShortGrace);
        using RawPeer reads = await RawPeer.OpenAsync(server);
        using RawPeer neverReads = await RawPeer.OpenAsync(server);
        await neverReads.SendAsync(Malformed);
        await reads.SendAsync(Malformed);
        Assert.Equal(4400, (await reads.ReadFrameAsync(CloseCode)).Code);
        await reads.ReadToEndAsync();
        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task End_WithoutAClose_IsTheEndOfTheSubscriber()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:CloseGrace=00:10:00");
        using RawPeer peer = await RawPeer.OpenAsync(server);
        await peer.SendAsync(TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}"""));
        await peer.EndAsync();
        await peer.ReadToEndAsync();
        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Reset_InWhateverState_IsTheEndOfTheSubscriber()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:CloseGrace=00:10:00");
        byte[][] states = [[], TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}"""), [Final | Text], Build(Text, "{"u8), Malformed];
        foreach (byte[] state in states)
        {
            RawPeer peer = await RawPeer.OpenAsync(server);
            await peer.SendAsync(state);
            peer.Reset();
            await server.UntilEmptyAsync();
        }
    }

    [Fact]
    public async Task Stop_WithClientsThatAnswer_TellsAllAndDoesNotWaitForTheGrace()
    {
        // A grace longer than a test's patience: only closing handshakes that end can end the stop in time.
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:CloseGrace=00:05:00");
        RawPeer[] raw = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawPeer.OpenAsync(server)));
        StreamClient[] clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StreamClient.ConnectAsync(server)));
        Task stopping = server.App.StopAsync();
        foreach (RawPeer peer in raw)
        {
            RawFrame close = await peer.ReadFrameAsync(CloseCode);
            Assert.Equal((1012, $"restart:{server.Pipeline.Position}"), (close.Code, close.Reason));
            await peer.SendAsync(Close(1012));
            await peer.AssertEndAsync();
            peer.Dispose();
        }

        foreach (StreamClient client in clients)
        {
            Assert.Equal((1012, $"restart:{server.Pipeline.Position}"), await client.ReadToCloseAsync());
            client.Dispose();
        }

        await stopping.WaitAsync(Patience.Limit);
        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Stop_WithClientsThatDoNotAnswer_EndsAtTheCloseGrace()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:CloseGrace=" + ShortGrace);
        using RawPeer silent = await RawPeer.OpenAsync(server);
        Task<RawFrame> close = silent.ReadFrameAsync(CloseCode);
        await server.App.StopAsync().WaitAsync(Patience.Limit);
        await server.UntilEmptyAsync();
        Assert.Equal(1012, (await close).Code);
    }
}
