using System.Text.Json;
using Spectre.Console;
using Ticker.Cli.Administering;

namespace Ticker.Cli.Tests.Administering;

/// <summary>What two looks show together.</summary>
public sealed class TopDifferenceTests
{
    [Theory]
    [InlineData("pending", "3,1,2,4")]
    [InlineData("rate", "2,1,3,4")]
    [InlineData("conflated", "1,2,3,4")]
    public void Sorted_ByEachOfThree_PutsFirstWhatStandsOutMost(string sort, string order)
    {
        TopDifference looks = Between();
        Assert.Equal(order, string.Join(',', looks.Sorted(sort).Select(one => one.Id)));
    }

    [Fact]
    public void Rates_OfWhatWasThereBefore_AreDifferencesOverTime()
    {
        TopDifference looks = Between();
        TopConnection[] byId = [.. looks.Now.Connections.OrderBy(one => one.Id)];
        Assert.Equal([50, 500, 0, null], byId.Select(looks.Rate));
        Assert.Equal([100, 10, 0, null], byId.Select(looks.ConflatedRate));
        Assert.Equal("4 connections, 0 subscriptions, 0 instruments; delivered 600/s, conflated 110/s, pending 0, evictions 0", looks.Summary());
        Assert.Equal(["alpha", "live", "1000", "0", "0", "-1.5", ""], TopTables.Feeds(looks).Last());
    }

    [Fact]
    public void Text_OfAHostileClient_IsNothingThatATerminalObeys()
    {
        TopDifference looks = new(null, Look([Connection(1, 0, 0, 0, client: "\u001b]0;owned\u0007[red]x[/]\n")]), 1);
        string row = TopTables.Connections(looks, "pending").Last()[^1];
        Assert.Equal("?]0;owned?[red]x[/]?", row);
        var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;
        console.Write(new TopRun { Server = new Uri("http://x"), Sort = "pending" }.Draw(looks, height: 30));
        Assert.Contains("?]0;owned?[red]x[/]?", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"delay_ms\":0,", "")]
    [InlineData("\"delay_ms\":900000,", "15min")]
    [InlineData("\"delay_ms\":90000,", "90s")]
    [InlineData("\"delay_ms\":1500,", "1500ms")]
    public void Delay_OfAConnection_StandsInItsColumn(string told, string shown)
    {
        TopDifference looks = new(null, Look([Connection(1, 0, 0, 0).Replace("\"id\"", told + "\"id\"", StringComparison.Ordinal)]), 1);
        string[][] rows = [.. TopTables.Connections(looks, "pending")];
        Assert.Equal(shown, rows[1][Array.IndexOf(rows[0], "DELAY")]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"since\":\"2026-11-22T15:04:05.123456789Z\",", "2026-11-22 15:04:05")]
    [InlineData("\"since\":\"\\u001b[2J\",", "?[2J")]
    public void Since_OfAConnection_StandsInItsColumn(string told, string shown)
    {
        TopDifference looks = new(null, Look([Connection(1, 0, 0, 0).Replace("\"id\"", told + "\"id\"", StringComparison.Ordinal)]), 1);
        string[][] rows = [.. TopTables.Connections(looks, "pending")];
        Assert.Equal(shown, rows[1][Array.IndexOf(rows[0], "SINCE")]);
    }

    // Two seconds apart; the fourth connection is new.
    private static TopDifference Between() => new(
        Look([Connection(1, 0, 0, 0), Connection(2, 0, 0, 0), Connection(3, 0, 0, 0)], delivered: 0, conflated: 0, ticks: 0),
        Look([Connection(1, 5, 100, 200), Connection(2, 1, 1_000, 20), Connection(3, 9, 0, 0), Connection(4, 0, 0, 0)], delivered: 1_200, conflated: 220, ticks: 2_000),
        seconds: 2);

    private static string Connection(long id, long pending, long delivered, long conflated, string client = "") => $$"""
        {"id":{{id}},"identity":"anyone","address":"127.0.0.1","road":"ws","client":{{JsonSerializer.Serialize(client)}},"pending":{{pending}},"subscription_count":1,
         "subscriptions":[{"cause":"socket","statement":{"delivered":{{delivered}},"conflated":{"rate":0,"socket":{{conflated}},"budget":0,"server":0} } }]}
        """;

    private static TopLook Look(string[] connections, long delivered = 0, long conflated = 0, long ticks = 0) => new(
        0,
        JsonDocument.Parse($$"""
            {"totals":{"connections":{{connections.Length}},"subscriptions":0,"instruments":0,"delivered":{{delivered}},"pending":0,"evictions":0,
             "conflated":{"rate":{{conflated}},"socket":0,"budget":0,"server":0} },"connections":[{{string.Join(',', connections)}}]}
            """).RootElement,
        JsonDocument.Parse($$"""{"feeds":[{"feed":"alpha","state":"live","peer":"","ticks":{{ticks}},"rejected":0,"gaps":0,"clock_skew_ms":-1.5}]}""").RootElement);
}
