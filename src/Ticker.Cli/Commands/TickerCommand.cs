using System.CommandLine;
using System.CommandLine.Help;
using Ticker.Cli.Manual;

namespace Ticker.Cli.Commands;

/// <summary>The command itself: <c>ticker</c>. Each command below it has examples of its own.</summary>
internal static class TickerCommand
{
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
            TopCommand.Create(),
            LatencyCommand.Create(),
            BenchCommand.Create(),
            CompletionCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ManualHelp();
        return root;
    }
}
