using System.Globalization;

namespace Ticker.Cli.Measuring;

/// <summary>Durations as a table of text, and as values for JSON. Stateless.</summary>
internal static class LatencyTable
{
    private static readonly (string Name, string Key, double Share)[] Shares = [("p50", "p50", 0.5), ("p90", "p90", 0.9), ("p99", "p99", 0.99), ("p99.9", "p99_9", 0.999)];

    /// <summary>Writes a row for each histogram that has counted any.</summary>
    /// <param name="output">Where.</param>
    /// <param name="rows">What each is of, and the histogram.</param>
    public static void Write(TextWriter output, params (string Name, LatencyHistogram Histogram)[] rows)
    {
        int width = rows.Max(row => row.Name.Length);
        output.WriteLine($"{"milliseconds".PadRight(width)}  {"count",12}{string.Concat(Shares.Select(share => $"  {share.Name,9}"))}  {"max",9}");
        foreach ((string name, LatencyHistogram histogram) in rows.Where(row => row.Histogram.Count > 0))
        {
            string shares = string.Concat(Shares.Select(share => $"  {Millis(histogram.NanosAt(share.Share)),9}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {histogram.Count,12:N0}{shares}  {Millis(histogram.MaxNanos),9}"));
        }
    }

    /// <summary>The same of one histogram, in milliseconds; null where it has counted none.</summary>
    public static Dictionary<string, object>? Json(LatencyHistogram histogram)
    {
        if (histogram.Count == 0)
        {
            return null;
        }

        var figures = new Dictionary<string, object> { ["count"] = histogram.Count };
        foreach ((_, string key, double share) in Shares)
        {
            figures[key] = histogram.NanosAt(share) / 1e6;
        }

        figures["max"] = histogram.MaxNanos / 1e6;
        figures["negative"] = histogram.Negative;
        figures["buckets"] = histogram.Buckets().Select(bucket => new[] { bucket.UpToNanos / 1e6, bucket.Count });
        return figures;
    }

    /// <summary>Says how many were below zero, in a line; null where none was.</summary>
    /// <param name="received">Of those from the receipt.</param>
    /// <param name="happened">Of those from the event.</param>
    /// <param name="what">What that event is, in words.</param>
    public static string? Negatives(long received, long happened, string what) => received + happened == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"clocks: by them {received:N0} ticks came before they were received, and {happened:N0} before they {what}; they count as 0");

    /// <summary>Milliseconds with three decimals.</summary>
    public static string Millis(long nanos) => (nanos / 1e6).ToString("0.000", CultureInfo.InvariantCulture);
}
