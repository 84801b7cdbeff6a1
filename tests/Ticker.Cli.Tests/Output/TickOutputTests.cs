using Spectre.Console;
using Ticker.Cli.Output;
using Ticker.Model;

namespace Ticker.Cli.Tests.Output;

public class TickOutputTests
{
    [Fact]
    public async Task Csv_EveryKind_HasItsColumnsAndQuotesWhatItMust()
    {
        string csv = await Ticks.ShowAsync(lines => new CsvTicks(lines), Ticks.Quote(bid: null), Ticks.Trade(), Ticks.Status("a \"b\", c"));

        Assert.Equal(
            """
            kind,symbol,seq,event_time,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,collapsed
            quote,"XTST:A, ""B"" é",11,2024-08-09T00:00:00.123456789Z,,,101,2,,,,,,,1,1
            trade,"XTST:A, ""B"" é",12,,,,,,-0.01,3,sell,18446744073709551615,,,0,4
            status,"XTST:A, ""B"" é",13,,,,,,,,,,halted,"a ""b"", c",2,1

            """.ReplaceLineEndings("\n"), csv);
    }

    [Fact]
    public async Task JsonLines_EveryKind_LeavesOutWhatIsNotThereAndKeepsWideNumbersAsText()
    {
        string json = await Ticks.ShowAsync(lines => new JsonLinesTicks(lines), Ticks.Quote(ask: null), Ticks.Trade(Side.None, 5), Ticks.Trade(), Ticks.Status(""));

        Assert.Equal(
            """
            {"kind":"quote","symbol":"XTST:A, \"B\" é","seq":11,"event_time":"2024-08-09T00:00:00.123456789Z","bid_price":100.5,"bid_size":1.5,"flags":1}
            {"kind":"trade","symbol":"XTST:A, \"B\" é","seq":12,"price":-0.01,"size":3,"trade_id":5,"flags":0,"collapsed":4}
            {"kind":"trade","symbol":"XTST:A, \"B\" é","seq":12,"price":-0.01,"size":3,"side":"sell","trade_id":"18446744073709551615","flags":0,"collapsed":4}
            {"kind":"status","symbol":"XTST:A, \"B\" é","seq":13,"state":"halted","flags":2}

            """.ReplaceLineEndings("\n"), json);
    }

    [Fact]
    public async Task Text_EveryKind_IsALineThatCannotSteerATerminal()
    {
        string text = await Ticks.ShowAsync(lines => new TextTicks(lines), Ticks.Quote(), Ticks.Trade(), Ticks.Status("red\e[31m"));

        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal("2024-08-09T00:00:00.123456789Z  XTST:A, \"B\" é        quote   100.5 x 1.5 / 101 x 2  (snapshot)", lines[0]);
        Assert.EndsWith("trade   3 @ -0.01 sell", lines[1]);
        Assert.EndsWith("status  halted red?[31m  (stale)", lines[2]);
    }

    [Fact]
    public async Task Board_Ticks_ShowsTheNewestOfEachInstrument()
    {
        var screen = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 140;
        console.Profile.Height = 40;
        var board = new QuoteBoard(console, new Uri("ws://127.0.0.1:8080"));
        board.Add(Ticks.Quote(bid: 1));
        board.Add(Ticks.Quote());
        board.Add(Ticks.Trade());
        board.Add(Ticks.Status("why"));

        console.Write(board.Draw());
        string drawn = screen.ToString();
        await board.DisposeAsync();

        string row = Assert.Single(drawn.Split('\n'), line => line.Contains("XTST:A, \"B\" é"));
        Assert.Equal(["XTST:A, \"B\" é", "1.5", "100.5", "101", "2", "-0.01", "3", "7", "halted"], row.Trim().Trim('│').Split('│').Select(cell => cell.Trim()));
        Assert.Contains("1 instruments, 4 ticks", drawn);
    }
}
