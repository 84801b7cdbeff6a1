using System.Net;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Door;

/// <summary>What stands beside the socket on the web port.</summary>
public sealed class WebPagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerUnderTest _server = shared.Server;

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/v1/instruments", "application/json")]
    [InlineData("/v1/instruments?symbols=nonsense", "application/problem+json")]
    public async Task Get_AnyPage_SaysItsTypeAndForbidsSniffingAndFraming(string path, string type)
    {
        using HttpClient client = Client();
        using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.All(["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "script-src 'self';", "worker-src 'self';"], part => Assert.Contains(part, policy, StringComparison.Ordinal));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("ticker.example", "365.00:00:00", "max-age=31536000")]
    [InlineData("ticker.example", "00:00:00", null)]
    [InlineData("localhost", "365.00:00:00", null)]
    [InlineData("127.0.0.1", "365.00:00:00", null)]
    public async Task Get_OverTls_SaysThatBrowsersComeOverTlsOnlyWhereAName(string host, string life, string? told)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Peers.Road.Tls, "Listen:StrictTransport=" + life);
        using var client = new HttpClient(Peers.RoadStream.NewHandler());
        foreach (Version version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Addresses.Tls) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Host = host;
            using HttpResponseMessage answer = await client.SendAsync(request).WaitAsync(Patience.Limit);
            Assert.Equal(told, answer.Headers.TryGetValues("Strict-Transport-Security", out IEnumerable<string>? values) ? Assert.Single(values) : null);
        }
    }

    [Fact]
    public async Task Get_OfAWebSocketsPath_IsAProblemThatSaysWhatToSend()
    {
        using HttpClient client = Client();
        using HttpResponseMessage answer = await client.GetAsync(new Uri("/v1/stream", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains("Upgrade: websocket", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/../appsettings.json")]
    [InlineData("/%2e%2e/appsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/Ticker.Server.dll")]
    public async Task Get_OfWhatIsNotAPage_IsNotFound(string path)
    {
        using Peers.RawPeer peer = await Peers.RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync(Peers.Handshakes.Request($"GET {path} HTTP/1.1", "Host: localhost"));
        Assert.Equal(404, (await peer.ReadHeadAsync()).Status);
    }

    private HttpClient Client() => new() { BaseAddress = new Uri($"http://{_server.Web}") };
}
