namespace Ticker.Cli.Exporting;

/// <summary>A format in which <c>ticker export</c> writes.</summary>
/// <param name="Name">Its word on the command line.</param>
/// <param name="Extension">What its files end in.</param>
internal sealed record ExportForm(string Name, string Extension)
{
    public static readonly ExportForm Parquet = new("parquet", ".parquet");
    public static readonly ExportForm Csv = new("csv", ".csv");
    public static readonly ExportForm JsonLines = new("jsonl", ".jsonl");

    public static readonly ExportForm Dbn = new("dbn", ".dbn");

    /// <summary>All, the default first.</summary>
    public static IReadOnlyList<ExportForm> All { get; } = [Parquet, Csv, JsonLines, Dbn];

    /// <summary>Whether it is text, which standard output may take.</summary>
    public bool IsText => this == Csv || this == JsonLines;

    /// <summary>The format that a file's name tells; null when it tells none.</summary>
    public static ExportForm? OfFile(string path) => All.FirstOrDefault(form => path.EndsWith(form.Extension, StringComparison.OrdinalIgnoreCase));
}
