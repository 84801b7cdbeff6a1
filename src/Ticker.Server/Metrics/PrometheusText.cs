using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Ticker.Server.Metrics;

/// <summary>
/// Writes measurements in Prometheus' text format, version 0.0.4: each family once, with its help and type before its
/// samples. For one thread.
/// </summary>
internal sealed class PrometheusText
{
    /// <summary>The media type of what it writes.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly SortedDictionary<string, StringBuilder> _families = new(StringComparer.Ordinal);

    /// <summary>Takes a measurement.</summary>
    public void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (string name, string type) = PrometheusName.Of(instrument);
        if (!_families.TryGetValue(name, out StringBuilder? text))
        {
            text = new StringBuilder();
            string help = (instrument.Description ?? "").Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(@"\n");
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            _families.Add(name, text);
        }

        text.Append(name);
        string between = "{";
        foreach ((string key, object? label) in tags)
        {
            text.Append(CultureInfo.InvariantCulture, $"{between}{PrometheusName.Label(key)}=\"{Escape(Convert.ToString(label, CultureInfo.InvariantCulture) ?? "")}\"");
            between = ",";
        }

        text.Append(tags.IsEmpty ? "" : "}").Append(' ').Append(value).Append('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_families.Values);

    private static string Escape(string label) =>
        label.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
}
