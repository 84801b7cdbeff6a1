using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Metrics;

/// <summary>The dashboard and the alerts that come with the docs ask for figures that there are.</summary>
public sealed partial class MonitoringFilesTests
{
    [Fact]
    public async Task Queries_EveryFigure_IsOnThePage()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Tls);
        await using TestFeed feed = await server.OpenFeedAsync("prices");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        string page = await http.GetStringAsync("/metrics").WaitAsync(Patience.Limit);
        HashSet<string> told = [.. Family().Matches(page).Select(match => match.Groups[1].Value)];
        string[] queries = [.. ExpressionsOf(JsonNode.Parse(File.ReadAllText(PathOf("grafana-dashboard.json")))!), .. Rule().Matches(File.ReadAllText(PathOf("alerts.yml"))).Select(match => match.Groups[1].Value)];
        Assert.True(queries.Length > 15, $"there are {queries.Length} queries");
        Assert.Empty(queries.SelectMany(query => Name().Matches(query)).Select(match => match.Value).Distinct().Except(told));
    }

    [Fact]
    public async Task Alerts_Promtool_FindsThemRight()
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "rules", PathOf("alerts.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = promtool.StandardOutput.ReadToEndAsync();
        Task<string> errors = promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(promtool.ExitCode == 0, $"{await output}{await errors}");
    }

    private static IEnumerable<string> ExpressionsOf(JsonNode dashboard) =>
        dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => (string)target!["expr"]!);

    private static string PathOf(string file)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Ticker.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("the repository's root was not found");
        }

        return Path.Combine(root, "src", "docs", "monitoring", file);
    }

    [GeneratedRegex("^# TYPE ([a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Family();

    [GeneratedRegex("^ *expr: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex("(ticker|dotnet)_[a-z_]+")]
    private static partial Regex Name();
}
