using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Peers;

/// <summary>Asserts, after an attack, that the server serves others and has kept nothing of it.</summary>
internal static class HealthySubscriber
{
    public static async Task AssertServedAsync(ServerUnderTest server)
    {
        await server.UntilEmptyAsync();
        using (RawPeer peer = await RawPeer.OpenAsync(server))
        {
            await peer.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["NONE:*"]}"""));
            Assert.Contains("\"subscribed\"", (await NextAsync(peer)).Text, StringComparison.Ordinal);
            Assert.Contains("\"seam\"", (await NextAsync(peer)).Text, StringComparison.Ordinal);
            await peer.SendAsync(Frames.Close(1000));
            Assert.Equal(1000, (await NextAsync(peer)).Code);
            await peer.AssertEndAsync();
        }

        await server.UntilEmptyAsync();
        await Patience.UntilAsync(() => server.Pipeline.Memory.Taken == 0, () => $"{server.Pipeline.Memory.Taken} bytes are still taken");
        server.AssertNoErrors();
    }

    // On a busy machine it may take as long as the time between two heartbeats.
    private static async Task<RawFrame> NextAsync(RawPeer peer)
    {
        RawFrame frame;
        do
        {
            frame = await peer.ReadFrameAsync();
        }
        while (frame.Text.StartsWith("{\"ev\":\"heartbeat\"", StringComparison.Ordinal));

        return frame;
    }
}
