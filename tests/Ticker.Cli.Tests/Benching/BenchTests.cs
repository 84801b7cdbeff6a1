using System.Text.Json;

namespace Ticker.Cli.Tests.Benching;

/// <summary><c>ticker bench</c> against a real server.</summary>
public sealed class BenchTests : ServedTests
{
    [Theory]
    [InlineData("latest", "quote,trade,status", 2_800)]
    [InlineData("all", "quote,trade,status", 2_800)]
    [InlineData("all", "trade", 280)]
    public async Task Bench_MarketOfItsOwn_EveryAccountHasAllThatWasPublished(string mode, string kinds, long published)
    {
        JsonElement told = await BenchAsync(0, "--subscribers", "8", "--slow", "2", "--slow-pause", "300ms", "--rate", "1400", "--instruments", "7", "--for", "1500ms", "--warm-up", "500ms", "--mode", mode, "--kinds", kinds);

        Assert.True(told.GetProperty("balanced").GetBoolean());
        Assert.Equal((2_800, 0), (told.GetProperty("published").GetInt64(), told.GetProperty("rejected").GetInt64()));
        JsonElement accounts = told.GetProperty("accounts");
        Assert.Equal((8, 0, 0, 0, 0), (Figure(accounts, "add_up"), Figure(accounts, "differ"), Figure(accounts, "incomplete"), Figure(accounts, "evicted"), Figure(accounts, "lost")));
        JsonElement statements = told.GetProperty("statements");
        Assert.Equal(8 * published, Figure(statements, "matched"));
        Assert.Equal(8 * published, Figure(statements, "delivered") + statements.GetProperty("conflated").EnumerateObject().Sum(cause => cause.Value.GetInt64()));
        Assert.True(told.GetProperty("server_cores").GetDouble() >= 0);
        Assert.True(told.GetProperty("received_ms").GetProperty("count").GetInt64() > 0);
    }

    [Fact]
    public async Task Bench_SymbolsThatAreThere_PublishesNothing()
    {
        await SimulateAsync();
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "1000", "--instruments", "20", "--feed", "more");
        await ForTicksAsync();

        JsonElement told = await BenchAsync(0, "XNAS:*", "EBS:*", "--subscribers", "3", "--for", "1500ms", "--warm-up", "1s", "--mode", "interval", "--interval", "50ms");

        Assert.True(told.GetProperty("balanced").GetBoolean());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("published").ValueKind);
        Assert.True(Figure(told.GetProperty("statements"), "matched") > 0);
        Assert.Equal(3, Figure(told.GetProperty("accounts"), "add_up"));
        using var client = new HttpClient();
        Assert.DoesNotContain("BENCH", await client.GetStringAsync(new Uri(Url.Replace("ws://", "http://", StringComparison.Ordinal) + "/v1/instruments")));
    }

    [Fact]
    public async Task Bench_AsText_HasALineForEachThingThatWasCounted()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("bench", "--url", Url, "--to", To, "--subscribers", "2", "--rate", "500", "--for", "1s", "--warm-up", "100ms");

        Assert.True(code == 0, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Matches("^2 subscribers, 0 of them slow, mode latest, [0-9]+[.][0-9] s$", lines[0]);
        Assert.Matches("^published  550 updates of 100 instruments, 500/s asked for and [0-9,]+/s done, at most [0-9.]+ ms late; 0 refused$", lines[1]);
        Assert.StartsWith("stated     1,100 matched = ", lines[3]);
        Assert.Equal("accounts   2 of 2 add up; 0 evicted, 0 lost", lines[4]);
        Assert.Matches("^receipt to here +[0-9,]+( +[0-9.]+){5}$", lines[^2]);
        Assert.Matches("^due to here +[0-9,]+( +[0-9.]+){5}$", lines[^1]);
    }

    [Fact]
    public async Task Bench_ServerIsKilled_IsNotBalanced()
    {
        await SimulateAsync();
        await using TickerProcess bench = TickerProcess.Start(
            "sh", ["-c", "exec dotnet \"$@\" 2>&1", "sh", TickerProcess.Dll, "bench", "XNAS:*", "--url", Url, "--subscribers", "3", "--warm-up", "1ms", "--for", "1h", "--json"]);
        string? line;
        do
        {
            line = await bench.NextLineAsync();
            Assert.NotNull(line);
        }
        while (!line.Contains("measuring: 3 of 3", StringComparison.Ordinal));

        await Server.KillAsync();
        (int code, string output, _) = await bench.EndAsync();

        Assert.Equal(1, code);
        JsonElement told = JsonDocument.Parse(output.Split('\n').Single(one => one.StartsWith('{'))).RootElement;
        Assert.False(told.GetProperty("balanced").GetBoolean());
        Assert.Equal((3, 0), (Figure(told.GetProperty("accounts"), "lost"), Figure(told.GetProperty("accounts"), "evicted")));
    }

    [Fact]
    public async Task Bench_InterruptedInTheWarmUp_TellsNoRates()
    {
        await using TickerProcess bench = TickerProcess.Start(
            "sh", ["-c", "exec dotnet \"$@\" 2>&1", "sh", TickerProcess.Dll, "bench", "--url", Url, "--to", To, "--subscribers", "3", "--rate", "100", "--warm-up", "1h", "--json"]);
        string? line;
        do
        {
            line = await bench.NextLineAsync();
            Assert.NotNull(line);
        }
        while (!line.Contains("warming up: 3 of 3", StringComparison.Ordinal));

        bench.Interrupt();
        (int code, string output, _) = await bench.EndAsync();

        Assert.Equal(130, code);
        JsonElement told = JsonDocument.Parse(output.Split('\n').Single(one => one.StartsWith('{'))).RootElement;
        Assert.True(told.GetProperty("balanced").GetBoolean());
        Assert.All((string[])["published_per_second", "delivered_per_second", "server_cores", "own_cores"], rate => Assert.Equal(JsonValueKind.Null, told.GetProperty(rate).ValueKind));
    }

    [Theory]
    [InlineData("--slow 3 --subscribers 2", "--slow is more than")]
    [InlineData("X:Y --rate 5", "not with symbols")]
    [InlineData("--subscribers 50000", "--subscribers may be 20000 at most")]
    [InlineData("--rate 2000000", "--rate may be 1000000 at most")]
    [InlineData("--mode interval", "needs an --interval")]
    public async Task Bench_WhatDoesNotGoTogether_IsAUsageError(string line, string told)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(["bench", .. line.Split(' ')]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(told, errors);
    }

    [Fact]
    public async Task Bench_NoFeedDoor_NamesTheOption()
    {
        (int code, _, string errors) = await TickerProcess.RunAsync("bench", "--url", Url, "--to", "http://127.0.0.1:9", "--for", "1s");

        Assert.Equal(3, code);
        Assert.Contains("--to", errors);
    }

    private static long Figure(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private async Task<JsonElement> BenchAsync(int expected, params string[] args)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(["bench", "--url", Url, "--to", To, "--json", .. args]);
        Assert.True(code == expected, $"{code}: {output}{errors}");
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}
