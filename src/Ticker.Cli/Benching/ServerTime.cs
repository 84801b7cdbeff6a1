using System.Diagnostics;
using System.Globalization;

namespace Ticker.Cli.Benching;

/// <summary>How much processor time a server has used, as its page of figures tells it, wherever it runs. For one caller at a time.</summary>
internal sealed class ServerTime : IDisposable
{
    private const string Figure = "dotnet_process_cpu_time_seconds_total";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;

    /// <param name="plan">Which server, and the key for it.</param>
    public ServerTime(BenchPlan plan) => _client = ServerPages.Open(plan.Server, plan.Key, Patience);

    /// <summary>The seconds so far, and when it was told by our monotonic clock; null where the server does not tell us.</summary>
    public async Task<(double Used, long At)?> SecondsAsync(CancellationToken cancellation)
    {
        try
        {
            string page = await _client.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellation);
            string[] lines = [.. page.Split('\n').Where(line => line.StartsWith(Figure, StringComparison.Ordinal))];
            return lines.Length == 0 ? null : (lines.Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)), Stopwatch.GetTimestamp());
        }
        catch (Exception failure) when (ServerPages.IsOfLine(failure) || failure is FormatException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
