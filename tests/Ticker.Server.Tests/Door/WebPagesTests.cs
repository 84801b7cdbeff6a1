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
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
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
