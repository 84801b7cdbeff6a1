using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>HTTP/2 streams that are opened and reset as fast as they can be written (CVE-2023-44487).</summary>
public sealed class RapidResetTests
{
    [Fact]
    public async Task Streams_OpenedAndResetByTheThousand_LeaveNothingAndOthersAreServed()
    {
        const int Streams = 5_000;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Http2, "Subscribers:HeartbeatInterval=01:00:00");
        await using (Bystander bystander = await Bystander.StartAsync(server))
        {
            using Http2Peer peer = await Http2Peer.ConnectAsync(server);
            try
            {
                for (int stream = 1; stream < 2 * Streams; stream += 2)
                {
                    await peer.GetAsync(stream, "/v1/events?symbols=*");
                    await peer.ResetAsync(stream);
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
                // It was told to calm down, and then cut off.
            }

            await bystander.AssertUnharmedAsync();
        }

        await HealthySubscriber.AssertServedAsync(server);
    }
}
