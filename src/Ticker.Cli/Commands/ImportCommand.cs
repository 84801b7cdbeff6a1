using System.CommandLine;
using Ticker.Cli.Importing;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker import</c>: makes a recording of files of other formats.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var files = new FileArguments();
        var to = new Option<string>("--to")
        {
            Description = "The recording to make: a directory that is not there yet, or is empty.",
            HelpName = "DIRECTORY",
            Required = true,
        };
        var command = new DocumentedCommand("import", "Make one recording of files of other formats, merged in the order in which they were recorded.", $"""
            Prices and sizes are kept exactly. Up to a damage, and up to Ctrl-C, what was read is kept: the
            recording is whole. A line with what it holds comes last.
            {FileArguments.Formats}

            Examples:
              ticker import btcusdt_20240808.gz --to btcusdt.rec
              ticker import fxcm_quotes.zip oanda_quotes.zip --to eurusd.rec
              ticker import ticks.csv --to ticks.rec --venue XLON --symbol VOD --time-zone Europe/London
            """);
        files.AddTo(command);
        command.Add(to);
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var run = new ImportRun(parsed.GetRequiredValue(files.Files), parsed.GetRequiredValue(to));
            return (int)await run.RunAsync((progress, stop) => files.OpenAsync(parsed, progress, stop), interruption.Asked);
        });
        return command;
    }
}
