using System.Diagnostics.Metrics;

namespace Ticker.Server.Metrics;

/// <summary>
/// The name that an instrument has in Prometheus: dots become underscores, the unit and <c>total</c> are said at its
/// end. Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility". Stateless.
/// </summary>
internal static class PrometheusName
{
    /// <summary>The name and the type of an instrument's family.</summary>
    public static (string Name, string Type) Of(Instrument instrument)
    {
        bool isCounter = instrument.GetType().Name.StartsWith("ObservableCounter", StringComparison.Ordinal);
        string name = Label(instrument.Name);
        string unit = UnitOf(instrument.Unit);
        name = unit.Length == 0 || name.EndsWith($"_{unit}", StringComparison.Ordinal) ? name : $"{name}_{unit}";
        return isCounter ? ($"{name}_total", "counter") : (name, "gauge");
    }

    /// <summary>What an attribute is called as a label.</summary>
    public static string Label(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    // What stands in braces counts things, and is no unit.
    private static string UnitOf(string? unit) => unit switch
    {
        "By" => "bytes",
        "s" => "seconds",
        _ => "",
    };
}
