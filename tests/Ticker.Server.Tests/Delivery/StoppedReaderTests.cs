using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>A subscriber whose process is stopped where it stands: its machine answers for it, and it reads no more.</summary>
public sealed partial class StoppedReaderTests
{
    private const int SignalStop = 19;
    private const int SignalContinue = 18;

    [Fact]
    public async Task Process_ThatIsStopped_IsEvictedAtTheWriteDeadlineAndAnotherLosesNothing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:WriteDeadline=00:00:01", "Subscribers:CloseGrace=00:00:00.3", "Subscribers:PingInterval=01:00:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 500).Select(n => $"XNAS:S{n}")]);
        await using Bystander bystander = await Bystander.StartAsync(server);
        string script = Path.GetTempFileName();
        await File.WriteAllBytesAsync(script, Frames.Join(
            Encoding.Latin1.GetBytes(Handshakes.With(Handshakes.Json)), Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["XNAS:*"],"on_slow":"evict"}""")));
        using var reader = Process.Start("bash", ["-c", $"exec 3<>/dev/tcp/127.0.0.1/{server.Web.Port} && cat {script} >&3 && exec cat <&3 >/dev/null"]);
        try
        {
            await using (TickFlow.Paced(20_000, n => feed.QuoteAsync((uint)(n % 500) + 1, n), feed.FlushAsync))
            {
                await Patience.UntilAsync(() => server.Subscriptions == 2, () => $"{server.Subscriptions} subscriptions");
                Assert.Equal(0, Kill(reader.Id, SignalStop));
                await Patience.UntilAsync(() => server.Evictions == 1 && server.Subscribers == 1, () => $"{server.Evictions} evictions, {server.Subscribers} subscribers");
            }

            // It goes on, and finds that its connection is gone.
            Assert.Equal(0, Kill(reader.Id, SignalContinue));
            await reader.WaitForExitAsync().WaitAsync(Patience.Limit);
        }
        finally
        {
            reader.Kill();
            File.Delete(script);
        }

        await bystander.AssertUnharmedAsync();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
