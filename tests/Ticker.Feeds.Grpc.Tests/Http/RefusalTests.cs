using System.Net;
using System.Net.Http.Headers;
using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Http;

public class RefusalTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Request_NotPost_Is405(string method)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        using HttpResponseMessage response = await SendAsync(host, new HttpMethod(method), "application/grpc");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc+json")]
    [InlineData(null)]
    public async Task Request_ContentTypeNotGrpc_Is415(string? contentType)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        using HttpResponseMessage response = await SendAsync(host, HttpMethod.Post, contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("/ticker.feed.v1.FeedService/Nothing")]
    [InlineData("/ticker.feed.v1.Nothing/Publish")]
    [InlineData("/TICKER.FEED.V1.FEEDSERVICE/PUBLISH")]
    [InlineData("/grpc.health.v1.Health/List")]
    [InlineData("/")]
    public async Task Call_UnknownMethod_IsUnimplementedInTheHeadersAlone(string path)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var call = new TestCall(host.Client, path);
        HttpResponseMessage response = await call.Response;
        Assert.Equal(["12"], response.Headers.GetValues("grpc-status"));
        (GrpcStatusCode code, string message) = await call.StatusAsync();
        Assert.Equal(GrpcStatusCode.Unimplemented, code);
        Assert.Contains(path, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OnAnotherListener_IsNotForTheFeedDoor()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        using var client = new HttpClient();
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using HttpResponseMessage response = await client.PostAsync(new Uri(host.OtherAddress, TestFeed.Path), content);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(FeedDoorHost host, HttpMethod method, string? contentType)
    {
        var request = new HttpRequestMessage(method, TestFeed.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
        return host.Client.SendAsync(request).WaitAsync(Patience.Limit);
    }
}
