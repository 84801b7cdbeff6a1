using System.Globalization;

namespace Ticker.Cli.Administering;

/// <summary>What is shown of a server, as tables of text: the first row of each is its head. Stateless.</summary>
internal static class TopTables
{
    /// <summary>The columns of connections whose text stands to the right, and so of feeds.</summary>
    public static readonly string[] Figures = ["ID", "SUBS", "PENDING", "BYTES", "TICKS/S", "CONFL/S", "REJECTED", "GAPS", "SKEW MS"];

    private const int LongestText = 32;

    /// <summary>The connections.</summary>
    public static IEnumerable<string[]> Connections(TopDifference looks, string sort) => looks.Sorted(sort)
        .Select(one => new[]
        {
            Text(one.Id), one.Since, one.Road, one.Address, Cut(one.Who), one.Delay, Text(one.Subscriptions), Text(one.Pending), Text(one.Bytes),
            TopDifference.Text(looks.Rate(one)), TopDifference.Text(looks.ConflatedRate(one)), one.Cause, Cut(one.Client),
        })
        .Prepend(["ID", "SINCE", "ROAD", "ADDRESS", "WHO", "DELAY", "SUBS", "PENDING", "BYTES", "TICKS/S", "CONFL/S", "CAUSE", "CLIENT"]);

    /// <summary>The feeds.</summary>
    public static IEnumerable<string[]> Feeds(TopDifference looks) => looks.Now.Feeds
        .Select(one => new[]
        {
            Cut(one.Name), one.State, TopDifference.Text(looks.Rate(one)), Text(one.Rejected), Text(one.Gaps),
            one.SkewMs?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-", one.Peer,
        })
        .Prepend(["FEED", "STATE", "TICKS/S", "REJECTED", "GAPS", "SKEW MS", "PUBLISHER"]);

    /// <summary>Writes a table in columns as wide as they need.</summary>
    public static void Write(TextWriter output, IEnumerable<string[]> table)
    {
        string[][] rows = [.. table];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((text, column) => Figures.Contains(rows[0][column]) ? text.PadLeft(widths[column]) : text.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..(LongestText - 1)] + "~";
}
