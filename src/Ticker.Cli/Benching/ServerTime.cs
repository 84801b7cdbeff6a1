using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Ticker.Cli.Benching;

/// <summary>How much processor time a server has used, as its page of figures tells it, wherever it runs. For one caller at a time.</summary>
internal sealed class ServerTime : IDisposable
{
    private const string Figure = "dotnet_process_cpu_time_seconds_total";

    private readonly HttpClient _client;

    /// <param name="plan">Which server, and the key for it.</param>
    public ServerTime(BenchPlan plan)
    {
        string scheme = plan.Server.Scheme is "wss" or "https" ? "https" : "http";
        _client = new HttpClient { BaseAddress = new UriBuilder(plan.Server) { Scheme = scheme, Port = plan.Server.Port, Path = "/" }.Uri, Timeout = TimeSpan.FromSeconds(5) };
        _client.DefaultRequestHeaders.Authorization = plan.Key is null ? null : new AuthenticationHeaderValue("Bearer", plan.Key);
    }

    /// <summary>The seconds so far, and when it was told by our monotonic clock; null where the server does not tell us.</summary>
    public async Task<(double Used, long At)?> SecondsAsync(CancellationToken cancellation)
    {
        try
        {
            string page = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellation);
            string[] lines = [.. page.Split('\n').Where(line => line.StartsWith(Figure, StringComparison.Ordinal))];
            return lines.Length == 0 ? null : (lines.Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)), Stopwatch.GetTimestamp());
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or FormatException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
