using System.Text.Json;

namespace Ticker.Cli.Tests.Commands;

public class SubscribeTests : ServedTests
{
    [Theory]
    [InlineData("msgpack")]
    [InlineData("json")]
    public async Task Csv_Count_IsAHeaderAndSoManyRowsAndNothingElse(string encoding)
    {
        await SimulateAsync();

        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--format", "csv", "--count", "25", "--encoding", encoding);

        Assert.Equal((0, ""), (code, Complaints(errors)));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal("kind,symbol,seq,event_time,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,collapsed,cause,first_seq,bid_high,bid_low,ask_high,ask_low,volume,high,low,notional,receive_time", lines[0]);
        Assert.Equal(26, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches(@"^(quote|trade|status),[A-Z-]+:[^,]+,\d+,2\d{3}-\d\d-\d\dT[0-9:.]+Z(,[^,]*){10},[13],1,{11}$", line));
        Assert.Matches(@"^statement: \d+ matched = .* snapshot [1-9]\d*, .*; adds up$", StatementOf(errors));
    }

    [Theory]
    [InlineData("--mode latest")]
    [InlineData("--mode latest --conflate-trades --summary")]
    [InlineData("--mode interval --interval 20ms")]
    [InlineData("--mode interval --interval 50ms --conflate-trades --summary --times --on-slow evict")]
    [InlineData("--mode all --times")]
    [InlineData("--mode all --on-slow conflate --from now --encoding json")]
    public async Task Interrupt_AtAnyPace_TellsAStatementThatAddsUpWithWhatWasShown(string pace)
    {
        await using TickerProcess sub = TickerProcess.Start(["sub", "*", "--url", Url, "--format", "jsonl", .. pace.Split(' ')]);
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "20000", "--instruments", "20");
        for (int n = 0; n < 500; n++)
        {
            Assert.NotNull(await sub.NextLineAsync());
        }

        sub.Interrupt();
        (int code, string output, string errors) = await sub.EndAsync();

        Assert.Equal((130, ""), (code, string.Concat(Complaints(errors).Split('\n').Where(line => !line.EndsWith("to appear")))));
        JsonElement statement = JsonDocument.Parse(errors.Split('\n').Single(line => line.Contains("\"statement\""))).RootElement;
        Assert.True(statement.GetProperty("adds_up").GetBoolean());
        JsonElement[] shown = [.. output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(shown.Length, statement.GetProperty("delivered").GetInt64() + statement.GetProperty("snapshot").GetInt64());
        Assert.All(shown.Where(tick => tick.TryGetProperty("collapsed", out _)), tick =>
        {
            Assert.Contains(tick.GetProperty("cause").GetString(), (string[])["rate", "socket", "server", "budget"]);
            Assert.True(tick.GetProperty("first_seq").GetUInt64() < tick.GetProperty("seq").GetUInt64());
        });
        Assert.Equal(pace.Contains("--times"), shown.All(tick => tick.TryGetProperty("receive_time", out _)));
        Assert.Equal(pace.Contains("--conflate-trades"), shown.Any(tick => tick.TryGetProperty("notional", out _)));
        Assert.Equal(pace.Contains("--summary"), shown.Any(tick => tick.TryGetProperty("bid_high", out _)));
    }

    [Fact]
    public async Task JsonLines_EveryLine_IsAnObjectWithExactNumbers()
    {
        await SimulateAsync();

        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "XNAS:AAPL", "--url", Url, "--format", "jsonl", "--count", "3");

        Assert.Equal((0, ""), (code, Complaints(errors)));
        JsonElement[] ticks = [.. output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["quote", "status", "trade"], ticks.Select(tick => tick.GetProperty("kind").GetString()).Order());
        Assert.All(ticks, tick => Assert.Equal("XNAS:AAPL", tick.GetProperty("symbol").GetString()));
        JsonElement quote = ticks.Single(tick => tick.GetProperty("kind").GetString() == "quote");
        Assert.True(quote.GetProperty("ask_price").GetDecimal() > quote.GetProperty("bid_price").GetDecimal());
    }

    [Fact]
    public async Task Table_WithoutATerminal_IsLinesOfTheKindsAskedFor()
    {
        await SimulateAsync();

        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "XNAS:*", "--url", Url, "--kinds", "quote", "--count", "4");

        Assert.Equal((0, ""), (code, Complaints(errors)));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.EndsWith("; adds up", StatementOf(errors));
        Assert.All(lines, line => Assert.Matches(@"Z  XNAS:\S+ +quote   [0-9.]+ x [0-9]+ / [0-9.]+ x [0-9]+  \(snapshot\)(  \(stale\))?$", line));
    }

    [Fact]
    public async Task Csv_IntoAPipeThatCloses_EndsQuietly()
    {
        await SimulateAsync();
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "500", "--feed", "more");
        string[] quoted = [.. new[] { TickerProcess.Dll, "sub", "*", "--url", Url, "--format", "csv" }.Select(word => $"'{word}'")];

        await using TickerProcess shell = TickerProcess.Start("bash", ["-c", $"dotnet {string.Join(' ', quoted)} | head -n 3; exit ${{PIPESTATUS[0]}}"]);
        (int code, string output, string errors) = await shell.EndAsync();

        Assert.Equal((0, ""), (code, Complaints(errors)));
        Assert.Equal(3, output.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task UnknownSymbol_Strict_IsNamedWithWhatIsNearAndEndsWith5()
    {
        await SimulateAsync();

        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "XNAS:APPL", "XLON:AAPL", "--url", Url, "--strict");

        Assert.Equal(5, code);
        Assert.Contains("XNAS:APPL is not known, but XNAS:AAPL", errors);
        Assert.Contains("XLON:AAPL is not known, but XNAS:AAPL is", errors);
        Assert.Empty(output);
    }

    [Fact]
    public async Task UnknownSymbol_IsWarnedOfAndDeliveredOnceItAppears()
    {
        await using TickerProcess sub = TickerProcess.Start("sub", "XNAS:AAPL", "--url", Url, "--format", "csv", "--count", "3");
        Assert.StartsWith("kind,symbol", await sub.NextLineAsync());
        await SimulateAsync();

        (int code, string output, string errors) = await sub.EndAsync();

        Assert.Equal(0, code);
        Assert.Equal("ticker: XNAS:AAPL is not known. Waiting for it to appear\n", Complaints(errors));
        Assert.All(output.TrimEnd('\n').Split('\n')[1..], line => Assert.Contains(",XNAS:AAPL,", line));
    }

    [Fact]
    public async Task Interrupt_EndsWith130()
    {
        await SimulateAsync();
        await using TickerProcess sub = TickerProcess.Start("sub", "*", "--url", Url, "--format", "jsonl");
        Assert.NotNull(await sub.NextLineAsync());

        sub.Interrupt();
        (int code, _, string errors) = await sub.EndAsync();

        Assert.Equal(130, code);
        Assert.DoesNotContain("Exception", errors);
    }

    private static string StatementOf(string errors) => Assert.Single(errors.Split('\n'), line => line.StartsWith("statement:", StringComparison.Ordinal));
}
