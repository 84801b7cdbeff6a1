using Spectre.Console;

namespace Ticker.Cli.Output;

/// <summary>The forms in which ticks are shown. Stateless.</summary>
internal static class TickOutputs
{
    /// <summary>The words for them, the default first.</summary>
    public static readonly string[] Formats = ["table", "csv", "jsonl"];

    /// <summary>Opens one on standard output.</summary>
    /// <param name="format">One of <see cref="Formats"/>; a table is a board on a terminal, and lines elsewhere.</param>
    /// <param name="server">What a board says that it shows.</param>
    public static ITickOutput Open(string format, Uri server) => format switch
    {
        "csv" => new CsvTicks(new LineBuffer(StandardOutput.Open())),
        "jsonl" => new JsonLinesTicks(new LineBuffer(StandardOutput.Open())),
        _ when !Console.IsOutputRedirected => new QuoteBoard(AnsiConsole.Console, server),
        _ => new TextTicks(new LineBuffer(StandardOutput.Open())),
    };
}
