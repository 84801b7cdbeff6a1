using System.Net;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.History;

/// <summary>Asks a server for history, as any HTTP client does.</summary>
internal sealed class HistoryClient(ServerUnderTest server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{server.Web}"), Timeout = Patience.Limit };

    public HttpClient Http => _http;

    public Task<HttpResponseMessage> GetAsync(string query, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, query, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string query, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(query.StartsWith('/') ? query : $"/v1/history?{query}", UriKind.Relative));
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>The lines of an answer.</summary>
    public async Task<IReadOnlyList<HistoryLine>> LinesAsync(string query)
    {
        using HttpResponseMessage answer = await GetAsync(query);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(HistoryLine.Parse)];
    }

    /// <summary>The lines of an answer that are ticks, as they stand.</summary>
    public async Task<IReadOnlyList<string>> TicksAsync(string query) => [.. (await LinesAsync(query)).Where(line => line.IsTick).Select(line => line.Text)];

    /// <summary>What a refusal says.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Problem)> ProblemAsync(string query, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage answer = await GetAsync(query, headers);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, problem.RootElement.Clone());
    }

    public void Dispose() => _http.Dispose();
}
