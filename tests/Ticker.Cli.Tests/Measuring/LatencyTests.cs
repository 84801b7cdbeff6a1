using System.Text.Json;

namespace Ticker.Cli.Tests.Measuring;

/// <summary><c>ticker latency</c> against a real server.</summary>
public sealed class LatencyTests : ServedTests
{
    [Fact]
    public async Task Latency_OfALiveMarket_IsATableOfAgesAndPingsAndWhatTheClocksAreWorth()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "2000", "--instruments", "20");
        await ForTicksAsync();
        (int code, string output, string errors) = await TickerProcess.RunAsync("latency", "--url", Url, "--for", "3s");

        Assert.True(code == 0, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Matches(@"^milliseconds +count +p50 +p90 +p99 +p99\.9 +max$", lines[0]);
        Assert.Matches(@"^from the server's receipt to here +[0-9,]+( +[0-9]+\.[0-9]{3}){5}$", lines[1]);
        Assert.Matches(@"^from the event to here +[0-9,]+( +[0-9]+\.[0-9]{3}){5}$", lines[2]);
        Assert.Matches(@"^ping, there and back +[0-9,]+( +[0-9]+\.[0-9]{3}){5}$", lines[3]);
        Assert.Matches(@"^clocks: the server's is [0-9.]+ ms (behind|ahead of) ours, give or take [0-9.]+ ms: ", lines[4]);
        Assert.Contains("; adds up", errors);
    }

    [Fact]
    public async Task Latency_Json_HasEveryBucket()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "2000", "--instruments", "20");
        await ForTicksAsync();
        (int code, string output, string errors) = await TickerProcess.RunAsync("latency", "*", "--kinds", "quote", "--mode", "all", "--url", Url, "--for", "3s", "--json", "--encoding", "json");

        Assert.True(code == 0, errors);
        JsonElement told = JsonDocument.Parse(output).RootElement;
        JsonElement received = told.GetProperty("received_ms");
        Assert.Equal(told.GetProperty("ticks").GetInt64(), received.GetProperty("buckets").EnumerateArray().Sum(bucket => bucket[1].GetInt64()));
        Assert.True(received.GetProperty("p50").GetDouble() <= received.GetProperty("p99").GetDouble());
        Assert.True(received.GetProperty("p99_9").GetDouble() <= received.GetProperty("max").GetDouble());
        Assert.True(told.GetProperty("ping_ms").GetProperty("count").GetInt64() > 0);

        Assert.True(told.GetProperty("clock_uncertainty_ms").GetDouble() > 0);
        Assert.InRange(told.GetProperty("clock_offset_ms").GetDouble(), -60_000, 60_000);
    }

    [Fact]
    public async Task Latency_ShorterThanTheWarmUp_MeasuresAfterIt()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "2000", "--instruments", "20");
        await ForTicksAsync();
        (int code, string output, string errors) = await TickerProcess.RunAsync("latency", "--url", Url, "--for", "500ms", "--json");

        Assert.True(code == 0, errors);
        JsonElement told = JsonDocument.Parse(output).RootElement;
        Assert.True(told.GetProperty("ticks").GetInt64() > 0);
        Assert.True(told.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Latency_Interrupted_TellsWhatItHas()
    {
        await using TickerProcess latency = TickerProcess.Start("latency", "--url", Url, "--json");
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "500", "--instruments", "5", "--for", "2s");
        await feed.EndAsync();

        latency.Interrupt();
        (int code, string output, _) = await latency.EndAsync();

        Assert.Equal(130, code);
        Assert.StartsWith("{\"server\":", output);
    }

    [Fact]
    public async Task Latency_ServerGoesAway_TellsWhatItHasAndEndsWith1()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "500", "--instruments", "5");
        await using TickerProcess sub = TickerProcess.Start("sub", "*", "--url", Url, "--format", "csv");
        await using TickerProcess latency = TickerProcess.Start("latency", "--url", Url, "--json");
        Assert.NotNull(await sub.NextLineAsync());
        Assert.NotNull(await sub.NextLineAsync());
        await WaitForConnectionsAsync(2);

        Server.Interrupt();
        (int code, string output, string errors) = await latency.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("close 1012", errors);
        Assert.StartsWith("{\"server\":", output);
    }

    private async Task WaitForConnectionsAsync(int count)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url.Replace("ws://", "http://", StringComparison.Ordinal)) };
        using var limit = new CancellationTokenSource(TickerProcess.Generous);
        while (JsonDocument.Parse(await client.GetStringAsync(new Uri("/admin/connections", UriKind.Relative), limit.Token)).RootElement.GetProperty("totals").GetProperty("subscriptions").GetInt64() < count)
        {
            await Task.Yield();
        }
    }
}
