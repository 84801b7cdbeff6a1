using System.Diagnostics;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Metrics;

/// <summary>The page that Prometheus scrapes, as its own checker reads it.</summary>
public sealed class MetricsPageTests
{
    [Fact]
    public async Task Page_WithAFeedOfAStrangeNameAndASubscriber_PassesPromtoolAndTellsThem()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Lanes=2");
        await using TestFeed feed = await server.OpenFeedAsync("a \"strange\" \\ name");
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "*");
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        await client.NextTickAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        string page = "";
        await Patience.UntilAsync(
            () => page.Contains("ticker_active_subscribers 1\n", StringComparison.Ordinal), () => page,
            async () => page = await http.GetStringAsync("/metrics").WaitAsync(Patience.Limit));
        Assert.Contains("ticker_feed_ticks_total{feed=\"a \\\"strange\\\" \\\\ name\"} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("# TYPE ticker_memory_usage_bytes gauge\n", page, StringComparison.Ordinal);
        Assert.Contains("# TYPE ticker_delivery_matched_total counter\n", page, StringComparison.Ordinal);
        Assert.Contains("ticker_lane_lag{lane=\"1\"} ", page, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total{", page, StringComparison.Ordinal);
        await AssertPassesPromtoolAsync(page);
    }

    private static async Task AssertPassesPromtoolAsync(string page)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", "check metrics") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = promtool.StandardOutput.ReadToEndAsync();
        Task<string> errors = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(promtool.ExitCode == 0, $"{await output}{await errors}\n{page}");
    }
}
