using System.Net;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <summary>RFC 8441: what is refused before a stream is a WebSocket, and how.</summary>
public sealed class ExtendedConnectTests(SharedHttp2Server shared) : IClassFixture<SharedHttp2Server>, IDisposable
{
    private readonly ServerUnderTest _server = shared.Server;
    private readonly HttpMessageInvoker _invoker = new(RoadStream.NewHandler());

    public static TheoryData<string, Action<HttpRequestMessage>, int> Refused => new()
    {
        { "a page", request => (request.Method, request.Headers.Protocol) = (HttpMethod.Get, null), 400 },
        { "POST", request => (request.Method, request.Headers.Protocol) = (HttpMethod.Post, null), 405 },
        { "another protocol", request => request.Headers.Protocol = "connect-udp", 501 },
        { "no version", request => request.Headers.Remove("Sec-WebSocket-Version"), 400 },
        { "version 8", request => Replace(request, "Sec-WebSocket-Version", "8"), 400 },
        { "only unknown subprotocols", request => Replace(request, "Sec-WebSocket-Protocol", "chat"), 400 },
        { "an unknown encoding", request => { request.Headers.Remove("Sec-WebSocket-Protocol"); Move(request, "/v1/stream?encoding=xml"); }, 400 },
        { "another origin", request => request.Headers.Add("Origin", "http://evil.example"), 403 },
        { "an unknown path", request => Move(request, "/v1/other"), 404 },
        { "a replay of nothing", request => Move(request, "/v1/replay"), 400 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Connect_NotByTheRules_IsRefusedWithoutAWordOfUpgrades(string what, Action<HttpRequestMessage> change, int status)
    {
        using HttpRequestMessage request = NewConnect();
        change(request);
        using HttpResponseMessage answer = await _invoker.SendAsync(request, default).WaitAsync(Patience.Limit);
        Assert.True(status == (int)answer.StatusCode, $"{what}: {answer.StatusCode}");
        Assert.False(answer.Headers.Contains("Upgrade"));
        Assert.Equal(what == "version 8", answer.Headers.TryGetValues("Sec-WebSocket-Version", out _));
        Assert.Equal(status == 405 ? ["CONNECT"] : [], answer.Content.Headers.Allow);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(0, _server.Endpoint.Connections);
    }

    [Fact]
    public async Task Connect_ByTheRules_IsAnswered200WithTheSubprotocolAndNoKey()
    {
        using HttpRequestMessage request = NewConnect();
        request.Headers.Add("Origin", $"http://{_server.EndPointOf(Road.Http2)}");
        using HttpResponseMessage answer = await _invoker.SendAsync(request, default).WaitAsync(Patience.Limit);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
        Assert.Equal("ticker.v1.json", Assert.Single(answer.Headers.GetValues("Sec-WebSocket-Protocol")));
        Assert.False(answer.Headers.Contains("Sec-WebSocket-Accept"));
    }

    [Fact]
    public async Task Connect_BeyondTheConnectionLimit_Is503()
    {
        await using ServerUnderTest small = await ServerUnderTest.StartAsync(Road.Http2, "WebSockets:MaxConnections=1");
        using RawPeer first = await RawPeer.OpenAsync(small);
        using HttpRequestMessage request = RoadStream.NewConnect(new Uri($"http://{small.EndPointOf(Road.Http2)}/v1/stream"));
        using HttpResponseMessage answer = await _invoker.SendAsync(request, default).WaitAsync(Patience.Limit);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Port_OfHttp2_ServesTheWebAndNoFeeds()
    {
        using HttpRequestMessage page = new(HttpMethod.Get, Address("/v1/instruments")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage instruments = await _invoker.SendAsync(page, default).WaitAsync(Patience.Limit);
        Assert.Equal(HttpStatusCode.OK, instruments.StatusCode);
        using HttpRequestMessage call = new(HttpMethod.Post, Address("/grpc.health.v1.Health/Check")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        call.Content = new ByteArrayContent(new byte[5]);
        call.Content.Headers.ContentType = new("application/grpc");
        using HttpResponseMessage refused = await _invoker.SendAsync(call, default).WaitAsync(Patience.Limit);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    public void Dispose() => _invoker.Dispose();

    private static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.Add(header, value);
    }

    private static void Move(HttpRequestMessage request, string path) => request.RequestUri = new Uri(request.RequestUri!, path);

    private Uri Address(string path) => new($"http://{_server.EndPointOf(Road.Http2)}{path}");

    private HttpRequestMessage NewConnect() => RoadStream.NewConnect(Address("/v1/stream"));
}
