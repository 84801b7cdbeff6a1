using System.CommandLine;
using System.CommandLine.Help;

namespace Ticker.Cli.Commands;

/// <summary>The command itself: <c>ticker</c>.</summary>
internal static class TickerCommand
{
    private const string More = """
        Examples:
          ticker serve                                   a server with a made-up market, on ports 8080 and 8081
          ticker sub 'XNAS:*' EBS:EUR/USD                watch prices live
          ticker sub 'SIMX:*' --format csv > ticks.csv
          ticker feed play recordings/*.gz --speed max   publish recordings
          ticker keys add board --symbols 'XNAS:*'       make an API key
          ticker import quotes.zip --to quotes.rec       make a recording of files of other formats
          ticker export btcusdt_20240808.gz              write a recording as Parquet
          ticker record '*' --to today.rec               record what a server streams
          ticker replay stormy --speed 10                play a recording that a server has

        Exit codes:
          0 done          1 failed while running     2 wrong command line     3 no server there
          4 bad input     5 unknown symbol (with --strict)                    130 interrupted
        """;

    public static RootCommand Create()
    {
        var root = new RootCommand("Ticker: market data in over gRPC, live prices out over WebSockets.")
        {
            ServeCommand.Create(),
            ConfigCommand.Create(),
            SubscribeCommand.Create(),
            FeedCommand.Create(),
            KeysCommand.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
            InspectCommand.Create(),
            RecordCommand.Create(),
            ReplayCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DocumentedHelp((HelpAction)help.Action!, More);
        return root;
    }
}
