using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Admin;

/// <summary>Somebody who looks at a server, and steps in.</summary>
internal sealed class Operator : IDisposable
{
    private readonly HttpClient _client;

    public Operator(ServerUnderTest server, string? key = null)
        : this(server.Addresses.Admin ?? server.Addresses.Web, key)
    {
    }

    public Operator(Uri at, string? key = null)
    {
        _client = new HttpClient { BaseAddress = at, Timeout = Patience.Limit };
        _client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpRequestHeaders Headers => _client.DefaultRequestHeaders;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>An answer that must be 200.</summary>
    public async Task<JsonElement> LookAsync(string path)
    {
        using HttpResponseMessage answer = await GetAsync(path);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string type = "application/json") =>
        _client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, type));

    /// <summary>All connections, one answer after the other.</summary>
    public async Task<List<JsonElement>> ConnectionsAsync(string query = "")
    {
        var all = new List<JsonElement>();
        string? cursor = "0";
        while (cursor is not null)
        {
            JsonElement answer = await LookAsync($"/admin/connections?cursor={cursor}{query}");
            all.AddRange(answer.GetProperty("connections").EnumerateArray());
            cursor = answer.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }

        return all;
    }

    public void Dispose() => _client.Dispose();
}
