using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Ticker.Cli.Administering;

/// <summary>Asks a server for what its operators may see. For one caller at a time.</summary>
internal sealed class AdminPages : IDisposable
{
    private const int MostConnections = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly bool _hasKey;
    private readonly string _query;

    /// <param name="server">Its address.</param>
    /// <param name="key">What proves who asks; null = nothing.</param>
    /// <param name="slow">Whether only slow connections are asked for.</param>
    public AdminPages(Uri server, string? key, bool slow)
    {
        _client = ServerPages.Open(server, key, Patience);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("ticker-top");
        (_hasKey, _query) = (key is not null, slow ? "&slow=true" : "");
    }

    /// <summary>Looks once.</summary>
    /// <exception cref="CommandException">There is no server, it does not let us look, or it is none that could be looked at.</exception>
    public async Task<TopLook> LookAsync(CancellationToken cancellation)
    {
        JsonElement connections = await GetAsync($"admin/connections?limit={MostConnections}{_query}", cancellation);
        return new TopLook(Stopwatch.GetTimestamp(), connections, await GetAsync($"admin/feeds?limit={MostConnections}", cancellation));
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            string body = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.StatusCode == HttpStatusCode.OK ? JsonDocument.Parse(body).RootElement : throw new CommandException(ExitCode.Failed, Refusal(answer.StatusCode, body));
        }
        catch (Exception failure) when (ServerPages.IsOfLine(failure))
        {
            throw CommandException.NoServer(failure.Message, "--server");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failed, $"{_client.BaseAddress} did not answer within {Patience.TotalSeconds} seconds");
        }
        catch (JsonException)
        {
            throw new CommandException(ExitCode.Failed, $"{_client.BaseAddress} is not a Ticker server: {path} there is no JSON");
        }
    }

    private string Refusal(HttpStatusCode status, string body) => status switch
    {
        HttpStatusCode.Unauthorized when _hasKey => "the server does not take this key: it is not valid, or was revoked",
        HttpStatusCode.Unauthorized => "the server asks for a key: give one that may administer with --key, or in TICKER_KEY",
        HttpStatusCode.Forbidden when _hasKey => "this key may not administer: make one that may with 'ticker keys add NAME --admin'",
        HttpStatusCode.NotFound => $"{_client.BaseAddress} shows nothing to operators: it has a port for them elsewhere (Ticker:Listen:Admin), or is no Ticker server",
        _ => $"the server answers {(int)status}: {DetailOf(body)}",
    };

    private static string DetailOf(string body)
    {
        try
        {
            return TopText.Of(JsonDocument.Parse(body).RootElement, "detail");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return "it says nothing more";
        }
    }
}
