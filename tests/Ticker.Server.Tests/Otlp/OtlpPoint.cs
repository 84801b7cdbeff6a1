namespace Ticker.Server.Tests.Otlp;

/// <summary>A figure as a collector got it.</summary>
/// <param name="Scope">The meter's name.</param>
/// <param name="Name">The instrument's.</param>
/// <param name="Unit">In UCUM's words.</param>
/// <param name="Kind"><c>gauge</c>, <c>sum</c> or, where it only grows, <c>counter</c>.</param>
/// <param name="Attributes">What it is of.</param>
/// <param name="Value">The figure.</param>
internal sealed record OtlpPoint(string Scope, string Name, string Unit, string Kind, IReadOnlyDictionary<string, string> Attributes, string Value)
{
    /// <summary>Its line on the page for Prometheus, by OpenTelemetry's rules for that.</summary>
    public string PageLine
    {
        get
        {
            string unit = Unit switch { "By" => "_bytes", "s" => "_seconds", _ => "" };
            string name = Name.Replace('.', '_');
            name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
            string labels = string.Join(',', Attributes.Select(one => $"{one.Key.Replace('.', '_')}=\"{one.Value}\""));
            return $"{name}{(Kind == "counter" ? "_total" : "")}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {Value}";
        }
    }
}
