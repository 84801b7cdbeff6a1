using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

/// <summary>What comes by plain HTTP and cannot be served says why, and never hangs.</summary>
public sealed class WrongRoadTests
{
    [Theory]
    [InlineData("/v1/events", "symbols")]
    [InlineData("/v1/ticks?symbols=", "symbols")]
    [InlineData("/v1/events?symbols=AAPL", "symbols")]
    [InlineData("/v1/events?symbols=*&mode=fast", "mode")]
    [InlineData("/v1/events?symbols=*&mode=interval", "interval_ms")]
    [InlineData("/v1/events?symbols=*&mode=interval&interval_ms=0", "interval_ms")]
    [InlineData("/v1/ticks?symbols=*&conflate_trades=yes", "conflate_trades")]
    [InlineData("/v1/ticks?symbols=*&on_slow=cry", "on_slow")]
    [InlineData("/v1/ticks?symbols=*&kinds=quotes", "kinds")]
    [InlineData("/v1/events?symbols=*&from=yesterday", "from")]
    [InlineData("/v1/events?symbols=*&from=1:2&from=1:3", "from")]
    [InlineData("/v1/poll?symbols=*&from=9007199254740992:1", "from")]
    [InlineData("/v1/poll?symbols=*&from=1:99999999999999999999", "from")]
    [InlineData("/v1/poll?symbols=*&wait_ms=-1", "wait_ms")]
    [InlineData("/v1/poll?symbols=*&wait_ms=60001", "wait_ms")]
    [InlineData("/v1/poll?symbols=*&wait_ms=99999999999999999999", "wait_ms")]
    [InlineData("/v1/poll?symbols=*&wait_ms=1e3", "wait_ms")]
    [InlineData("/v1/events?symbols=*&wait_ms=5", "wait_ms")]
    [InlineData("/v1/snapshot?symbols=*&mode=all", "mode")]
    [InlineData("/v1/snapshot", "symbols")]
    public async Task Request_WithAParameterThatCannotBe_Is400AndNamesIt(string path, string parameter)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using HttpResponseMessage answer = await roads.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("parameter").GetString() == parameter);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("1")]
    [InlineData("-1:5")]
    [InlineData("1:2:3")]
    [InlineData("now")]
    [InlineData("2024-08-08")]
    [InlineData("99999999999999999999:1")]
    public async Task LastEventId_ThatNoServerGave_Is400(string id)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/events?symbols=*", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Last-Event-ID", id);
        using HttpResponseMessage answer = await roads.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Last-Event-ID", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/ticks")]
    [InlineData("/v1/poll")]
    public async Task Position_OfTheFuture_Is400AndSaysTheNewest(string path)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using HttpResponseMessage answer = await roads.Http.GetAsync(new Uri($"{path}?symbols=*&from={roads.Cursor}000", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"the newest position is {roads.Server.Pipeline.Position.Sequence}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_500, HttpStatusCode.OK)]
    [InlineData(1_501, HttpStatusCode.BadRequest)]
    [InlineData(60_000, HttpStatusCode.BadRequest)]
    public async Task Wait_UpToTheMostThatIsSet(int milliseconds, HttpStatusCode status)
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:MaxWait=00:00:01.5", "Roads:DefaultWait=00:00:01");
        using HttpResponseMessage answer = await roads.Http.GetAsync(new Uri($"/v1/poll?symbols=*&wait_ms={milliseconds}", UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.BadRequest, (await answer.Content.ReadAsStringAsync()).Contains("wait_ms", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/events?symbols=*")]
    [InlineData("/v1/ticks?symbols=*")]
    [InlineData("/v1/poll?symbols=*")]
    [InlineData("/v1/snapshot?symbols=*")]
    public async Task Head_OfEveryRoad_HasTheHeadersAndNoBody(string path)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using HttpResponseMessage head = await roads.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.NotNull(head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage posted = await roads.Http.PostAsync(new Uri(path, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Theory]
    [InlineData("/v1/snapshot?symbols=*")]
    [InlineData("/v1/poll?symbols=*")]
    public async Task Range_IsIgnored(string path)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 1);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-9");
        using HttpResponseMessage answer = await roads.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).Dispose();
    }

    [Theory]
    [InlineData("/v1/events?symbols=*", "event: seam")]
    [InlineData("/v1/ticks?symbols=*", "\"ev\":\"seam\"")]
    public async Task Http10_IsStreamedUntilTheConnectionEnds(string path, string seam)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using var peer = new TcpClient();
        await peer.ConnectAsync(roads.Server.Web);
        NetworkStream stream = peer.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"));
        string text = await ReadAsync(stream, until: seam);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", text, StringComparison.Ordinal);
        Assert.Contains(path.Contains("events", StringComparison.Ordinal) ? "\r\n\r\nretry: 1000\n" : "\r\n\r\n{\"ev\":\"welcome\"", text, StringComparison.Ordinal);
        roads.Server.Pipeline.Drain();
        Assert.Contains("\"ev\":\"close\"", await ReadAsync(stream, until: null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_Is403UnlessItIsAllowed()
    {
        await using RoadServer roads = await RoadServer.StartAsync("WebSockets:AllowedOrigins:0=https://board.example");
        foreach ((string origin, HttpStatusCode status) in new[] { ("https://evil.example", HttpStatusCode.Forbidden), ("https://board.example", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/snapshot?symbols=*", UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using HttpResponseMessage answer = await roads.Http.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(status == HttpStatusCode.OK ? [origin] : [], answer.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? told) ? told : []);
        }
    }

    [Fact]
    public async Task Request_BeyondTheMostOfAll_Is503()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:MaxConnections=1");
        using EventReader events = await roads.EventsAsync("symbols=*");
        await events.NextAsync("seam");
        using HttpResponseMessage answer = await roads.Http.GetAsync(new Uri("/v1/poll?symbols=*", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    // Until a text has come, or to the end.
    private static async Task<string> ReadAsync(NetworkStream stream, string? until)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (until is null || !text.ToString().Contains(until, StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            if (read == 0)
            {
                Assert.Null(until);
                break;
            }

            text.Append(Encoding.UTF8.GetString(buffer.AsSpan(0, read)));
        }

        return text.ToString();
    }
}
