using Spectre.Console;
using Ticker.Cli.Output;
using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace Ticker.Cli.Tests.Output;

public class TickOutputTests
{
    [Fact]
    public async Task Csv_EveryKind_HasItsColumnsAndQuotesWhatItMust()
    {
        string csv = await Ticks.ShowAsync(lines => new CsvTicks(lines), Ticks.Quote(bid: null), Ticks.Trade(), Ticks.Status("a \"b\", c"), Ticks.Summary(), Ticks.Sums());

        Assert.Equal(
            """
            kind,symbol,seq,event_time,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,collapsed,cause,first_seq,bid_high,bid_low,ask_high,ask_low,volume,high,low,notional,receive_time
            quote,"XTST:A, ""B"" é",11,2024-08-09T00:00:00.123456789Z,,,101,2,,,,,,,1,1,,,,,,,,,,,
            trade,"XTST:A, ""B"" é",12,,,,,,-0.01,3,sell,18446744073709551615,,,0,4,server,9,,,,,,,,,
            status,"XTST:A, ""B"" é",13,,,,,,,,,,halted,"a ""b"", c",2,1,,,,,,,,,,,
            quote,"XTST:A, ""B"" é",11,2024-08-09T00:00:00.123456789Z,100.5,1.5,101,2,,,,,,,1,3,rate,7,100.55,100,,,,,,,
            trade,"XTST:A, ""B"" é",12,,,,,,-0.01,3,sell,18446744073709551615,,,0,2,budget,10,,,,,5,0.02,-0.01,-0.07,2024-08-09T00:00:00.000000001Z

            """.ReplaceLineEndings("\n"), csv);
    }

    [Fact]
    public async Task JsonLines_EveryKind_LeavesOutWhatIsNotThereAndKeepsWideNumbersAsText()
    {
        string json = await Ticks.ShowAsync(lines => new JsonLinesTicks(lines), Ticks.Quote(ask: null), Ticks.Trade(Side.None, 5), Ticks.Trade(), Ticks.Status(""), Ticks.Summary(), Ticks.Sums());

        Assert.Equal(
            """
            {"kind":"quote","symbol":"XTST:A, \"B\" é","seq":11,"event_time":"2024-08-09T00:00:00.123456789Z","bid_price":100.5,"bid_size":1.5,"flags":1}
            {"kind":"trade","symbol":"XTST:A, \"B\" é","seq":12,"price":-0.01,"size":3,"trade_id":5,"flags":0,"collapsed":4,"cause":"server","first_seq":9}
            {"kind":"trade","symbol":"XTST:A, \"B\" é","seq":12,"price":-0.01,"size":3,"side":"sell","trade_id":"18446744073709551615","flags":0,"collapsed":4,"cause":"server","first_seq":9}
            {"kind":"status","symbol":"XTST:A, \"B\" é","seq":13,"state":"halted","flags":2}
            {"kind":"quote","symbol":"XTST:A, \"B\" é","seq":11,"event_time":"2024-08-09T00:00:00.123456789Z","bid_price":100.5,"bid_size":1.5,"ask_price":101,"ask_size":2,"flags":1,"collapsed":3,"cause":"rate","first_seq":7,"bid_high":100.55,"bid_low":100}
            {"kind":"trade","symbol":"XTST:A, \"B\" é","seq":12,"price":-0.01,"size":3,"side":"sell","trade_id":"18446744073709551615","flags":0,"collapsed":2,"cause":"budget","first_seq":10,"volume":5,"high":0.02,"low":-0.01,"notional":-0.07,"receive_time":"2024-08-09T00:00:00.000000001Z"}

            """.ReplaceLineEndings("\n"), json);
    }

    [Fact]
    public async Task Text_EveryKind_IsALineThatCannotSteerATerminal()
    {
        ReceivedTick stale = Ticks.Quote();
        stale = stale with { Tick = stale.Tick with { Flags = TickFlags.Snapshot | TickFlags.Stale } };
        string text = await Ticks.ShowAsync(
            lines => new TextTicks(lines), Ticks.Quote(), Ticks.Trade(), Ticks.Status("red\e[31m"), Ticks.Summary(), Ticks.Sums(), stale);

        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal("2024-08-09T00:00:00.123456789Z  XTST:A, \"B\" é        quote   100.5 x 1.5 / 101 x 2  (snapshot)", lines[0]);
        Assert.EndsWith("trade   3 @ -0.01 sell  (one for 4, server)", lines[1]);
        Assert.EndsWith("status  halted red?[31m", lines[2]);
        Assert.EndsWith("(snapshot)  (one for 3, rate; bid 100..100.55, ask -)", lines[3]);
        Assert.EndsWith("sell  (one for 2, budget; volume 5 at -0.01..0.02)  received 2024-08-09T00:00:00.000000001Z", lines[4]);
        Assert.EndsWith("(snapshot)  (stale)", lines[5]);
    }

    [Fact]
    public async Task Board_Ticks_ShowsTheNewestOfEachInstrument()
    {
        var screen = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 140;
        var board = new QuoteBoard(Terminal(), new Uri("ws://127.0.0.1:8080"));
        board.Add(Ticks.Quote(bid: 1));
        board.Add(Ticks.Quote());
        board.Add(Ticks.Trade());
        board.Add(Ticks.Status("why"));

        console.Write(board.Draw());
        string drawn = screen.ToString();
        await board.DisposeAsync();

        string row = Assert.Single(drawn.Split('\n'), line => line.Contains("XTST:A, \"B\" é"));
        Assert.Equal(["XTST:A, \"B\" é", "1.5", "100.5", "101", "2", "-0.01", "3", "7", "halted"], row.Trim().Trim('│').Split('│').Select(cell => cell.Trim()));
        Assert.Contains("1 instruments, 4 ticks, which stand for 3 more", drawn);
    }

    [Fact]
    public async Task Board_StaleInstruments_AreMarkedUntilTheyAreFresh()
    {
        var screen = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 140;
        var board = new QuoteBoard(Terminal(), new Uri("ws://127.0.0.1:8080"));
        string StateOf()
        {
            screen.GetStringBuilder().Clear();
            console.Write(board.Draw());
            return screen.ToString().Split('\n').Single(line => line.Contains("XTST:A")).Trim().Trim('│').Split('│')[^1].Trim();
        }

        board.Mark([Ticks.Odd], stale: true);
        Assert.Equal("stale", StateOf());
        board.Add(Ticks.Quote());
        board.Add(Ticks.Status("why"));
        Assert.Equal("stale halted", StateOf());
        board.Mark([Ticks.Odd], stale: false);
        Assert.Equal("halted", StateOf());
        ReceivedTick quote = Ticks.Quote();
        board.Add(quote with { Tick = quote.Tick with { Flags = TickFlags.Snapshot | TickFlags.Stale } });
        Assert.Equal("stale halted", StateOf());
        await board.DisposeAsync();
    }

    // What the board draws by its own clock goes elsewhere than what a test has it draw.
    private static IAnsiConsole Terminal()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(new StringWriter()) });
        (console.Profile.Width, console.Profile.Height) = (140, 40);
        return console;
    }
}
