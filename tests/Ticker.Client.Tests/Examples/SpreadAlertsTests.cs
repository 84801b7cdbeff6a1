using System.Diagnostics;
using Ticker.Client.Feeds;
using Ticker.Model;

namespace Ticker.Client.Tests.Examples;

/// <summary>The worker of <c>src/clients/csharp/examples</c>, a process of its own, against a real server.</summary>
public sealed class SpreadAlertsTests
{
    [Fact]
    public async Task Worker_SpreadThatWidensAndNarrows_SaysEachOnceAndEndsWhenAsked()
    {
        await using RealServer server = await RealServer.StartAsync();
        await using FeedPublisher feed = await FeedPublisher.ConnectAsync(server.Grpc, new FeedPublisherOptions { Feed = "worker" }).Soon();
        await feed.DefineAsync(new Instrument { Number = 1, Name = new InstrumentName("XNAS", "AAPL"), PriceScale = 2, SizeScale = 0 }).Soon();
        var start = new ProcessStartInfo("dotnet", [Dll(), $"--Watch:Server={server.Web}", "--Watch:Symbols:0=XNAS:*", "--Watch:MostBasisPoints=5", "--Logging:Console:FormatterName=json"])
        {
            RedirectStandardOutput = true,
        };
        using Process worker = Process.Start(start)!;
        try
        {
            await LineWithAsync(worker, "Watching ");
            await feed.PublishAsync(new[] { Quote(1, 10_000, 10_002), Quote(2, 10_000, 10_010) }).Soon();
            Assert.Contains("XNAS:AAPL is wide: 100.00 to 100.10, 10.0 basis points", await LineWithAsync(worker, "XNAS:AAPL"));
            await feed.PublishAsync(new[] { Quote(3, 10_000, 10_020) }).Soon();
            await feed.PublishAsync(new[] { Quote(4, 10_004, 10_005) }).Soon();
            Assert.Contains("XNAS:AAPL is narrow again: 100.04 to 100.05", await LineWithAsync(worker, "XNAS:AAPL"));

            using Process asked = Process.Start("kill", ["-TERM", $"{worker.Id}"]);
            await worker.WaitForExitAsync().Soon();
            Assert.Equal(0, worker.ExitCode);
        }
        finally
        {
            if (!worker.HasExited)
            {
                worker.Kill();
            }
        }
    }

    private static Tick Quote(ulong sequence, long bid, long ask) =>
        new() { Kind = TickKind.Quote, Instrument = 1, Sequence = sequence, BidPrice = bid, BidSize = 1, AskPrice = ask, AskSize = 1 };

    private static async Task<string> LineWithAsync(Process worker, string text)
    {
        while (await worker.StandardOutput.ReadLineAsync().Soon() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException($"the worker ended without saying '{text}'");
    }

    // tests/Ticker.Client.Tests/bin/CONFIGURATION/net10.0/ of the repository.
    private static string Dll()
    {
        string[] path = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        return Path.Combine([.. path[..^5].Prepend("/"), "src", "clients", "csharp", "examples", "SpreadAlerts", "bin", path[^2], path[^1], "SpreadAlerts.dll"]);
    }
}
