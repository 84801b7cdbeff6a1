using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

/// <summary>Reads server-sent events of an open answer, one after the other.</summary>
internal sealed class EventReader(HttpResponseMessage answer, Stream body) : IDisposable
{
    private readonly StreamReader _lines = new(body);

    public HttpResponseMessage Answer => answer;

    /// <summary>Asks for events; the answer must be one.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient http, string query, string? lastEventId = null, string path = "/v1/events")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{path}?{query}", UriKind.Relative)) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)answer.StatusCode);
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next line; null = the end.</summary>
    public Task<string?> LineAsync() => _lines.ReadLineAsync().WaitAsync(Patience.Limit);

    /// <summary>The next event or comment; null = the end.</summary>
    public async Task<RoadEvent?> NextAsync()
    {
        string name = "";
        string text = "";
        string? id = null;
        while (await LineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return new RoadEvent(name, text, id);
            }

            string[] field = line.Split(": ", 2);
            switch (field[0])
            {
                case "event":
                    name = field[1];
                    break;
                case "id":
                    id = field[1];
                    break;
                case "retry":
                    break;
                default:
                    text = field[1];
                    break;
            }
        }

        return null;
    }

    /// <summary>The next event of a name; those before it are let go.</summary>
    public async Task<RoadEvent> NextAsync(string name)
    {
        while (await NextAsync() is { } one)
        {
            if (one.Name == name)
            {
                return one;
            }
        }

        throw new EndOfStreamException($"the stream ended before {name}");
    }

    public void Dispose()
    {
        _lines.Dispose();
        answer.Dispose();
    }
}
