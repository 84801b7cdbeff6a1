using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Feeds.Grpc;
using Ticker.Recording.Journal;
using Ticker.Recording.Late;
using Ticker.Recording.Replay;
using Ticker.Server.Access;
using Ticker.Server.Demo;
using Ticker.Server.Drain;
using Ticker.Server.Logs;
using Ticker.Server.Otlp;
using Ticker.Server.Replay;
using Ticker.Transports.History;
using Ticker.Transports.Proxies;
using Ticker.Transports.Roads;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Tests;

/// <summary>The page that lists the settings is whole and tells the truth, whatever is added or changed.</summary>
public sealed partial class ConfigurationPageTests
{
    [Fact]
    public void Page_EverySetting_HasItsLineAndItsDefault()
    {
        Dictionary<string, string> told = ReadPage();
        var missing = new List<string>();
        foreach ((string key, object? value) in Settings())
        {
            string expected = Text(value);
            if (!told.TryGetValue(key, out string? actual) || actual != expected)
            {
                missing.Add($"{key} | {expected} (the page says: {actual ?? "nothing"})");
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Page_EveryLine_IsASetting() =>
        Assert.Empty(ReadPage().Keys.Except(Settings().Select(setting => setting.Key)));

    private static IEnumerable<(string Key, object? Value)> Settings() =>
        Leaves("Ticker:Listen", new ListenOptions())
            .Concat(Leaves("Ticker:Http", new HttpOptions()))
            .Concat(Leaves("Ticker:Access", new AccessOptions()))
            .Concat(Leaves("Ticker:Access", new GateOptions()))
            .Concat(Leaves("Ticker:Proxies", new ProxyOptions()))
            .Concat(Leaves("Ticker:Delay", new DelayOptions()))
            .Concat(Leaves("Ticker:Demo", new DemoOptions()))
            .Concat(Leaves("Ticker:Drain", new DrainOptions()))
            .Concat(Leaves("Ticker:Log", new LogOptions()))
            .Concat(Leaves("Ticker:Otlp", new OtlpOptions()))
            .Concat(Leaves("Ticker:Journal", new JournalOptions()))
            .Concat(Leaves("Ticker:History", new HistoryOptions()))
            .Concat(Leaves("Ticker:Recordings", new ReplayOptions()))
            .Concat(Leaves("Ticker:Replay", new ReplayFeedOptions()))
            .Concat(Leaves("Ticker", new PipelineOptions()))
            .Concat(Leaves("Ticker:Feeds:Grpc", new GrpcFeedOptions()))
            .Concat(Leaves("Ticker:Roads", new RoadOptions()))
            .Concat(Leaves("Ticker:WebSockets", new StreamEndpointOptions()));

    private static IEnumerable<(string Key, object? Value)> Leaves(string section, object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties().Where(p => p.CanWrite))
        {
            object? value = property.GetValue(options);
            string key = $"{section}:{property.Name}";
            if (value is null || value is string || value is Array || value.GetType().IsValueType)
            {
                yield return (key, value);
                continue;
            }

            foreach ((string, object?) leaf in Leaves(key, value))
            {
                yield return leaf;
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null or Array { Length: 0 } => "none",
        string { Length: 0 } => "(empty)",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan span => $"`{(span.Ticks % TimeSpan.TicksPerSecond == 0 ? span.ToString("c") : span.ToString("c").TrimEnd('0'))}`",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    private static Dictionary<string, string> ReadPage()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Ticker.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("the repository's root was not found");
        }

        string page = File.ReadAllText(Path.Combine(root, "src", "docs", "configuration.md"));
        return Line().Matches(page).ToDictionary(m => m.Groups["key"].Value, m => m.Groups["value"].Value.Trim());
    }

    [GeneratedRegex(@"^\| `(?<key>Ticker:[^`]+)` \|(?<value>[^|]+)\|", RegexOptions.Multiline)]
    private static partial Regex Line();
}
