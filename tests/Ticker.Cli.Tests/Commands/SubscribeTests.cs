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
        Assert.Equal("kind,symbol,seq,event_time,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,collapsed", lines[0]);
        Assert.Equal(26, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches(@"^(quote|trade|status),[A-Z-]+:[^,]+,\d+,2\d{3}-\d\d-\d\dT[0-9:.]+Z(,[^,]*){10},1,1$", line));
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
        Assert.All(lines, line => Assert.Matches(@"Z  XNAS:\S+ +quote   [0-9.]+ x [0-9]+ / [0-9.]+ x [0-9]+  \(snapshot\)$", line));
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

    [Fact]
    public async Task ServerEnds_IsToldWithItsCloseCodeAndEndsWith1()
    {
        await SimulateAsync();
        await using TickerProcess sub = TickerProcess.Start("sub", "*", "--url", Url, "--format", "jsonl");
        Assert.NotNull(await sub.NextLineAsync());

        Server.Interrupt();
        (int code, _, string errors) = await sub.EndAsync();
        (int serverCode, _, _) = await Server.EndAsync();

        Assert.Equal((1, 0), (code, serverCode));
        Assert.Contains("close 1001", errors);
    }
}
