using System.Net;
using Ticker.Client.Feeds;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Drain;

/// <summary>What those are told who ask the feed door how it is while the server drains.</summary>
public sealed class DrainingDoorsTests
{
    private const byte Serving = 1;
    private const byte NotServing = 2;

    [Theory]
    [InlineData("")]
    [InlineData("ticker.feed.v1.FeedService")]
    public async Task Terminate_WithADelay_GrpcHealthIsNotServingAndPublishersGoOn(string service)
    {
        await using ServerProcess server = ServerProcess.Start(
            "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", "--Ticker:Drain:Delay=00:30:00");
        (_, IPEndPoint grpc) = await server.ReadyAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{grpc}"), Timeout = Patience.Limit };
        Assert.Equal(Serving, await CheckAsync(http, service));
        server.Terminate();
        byte status = Serving;
        await Patience.UntilAsync(() => status == NotServing, () => "it still serves", async () => status = await CheckAsync(http, service));

        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(http.BaseAddress, new FeedPublisherOptions { Feed = "late" });
        await publisher.CompleteAsync("done");
        server.Terminate();
        Assert.Equal(143, (await server.EndAsync()).ExitCode);
    }

    // A HealthCheckRequest names a service in its first field; the answer's first field is the status.
    private static async Task<byte> CheckAsync(HttpClient http, string service)
    {
        byte[] name = System.Text.Encoding.ASCII.GetBytes(service);
        byte[] request = name.Length == 0 ? [] : [0x0a, (byte)name.Length, .. name];
        using var call = new HttpRequestMessage(HttpMethod.Post, "/grpc.health.v1.Health/Check") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        call.Headers.TE.Add(new("trailers"));
        call.Content = new ByteArrayContent([0, 0, 0, 0, (byte)request.Length, .. request]);
        call.Content.Headers.ContentType = new("application/grpc");
        using HttpResponseMessage answer = await http.SendAsync(call);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal([0, 0, 0, 0, 2, 0x08], body[..6]);
        return body[6];
    }
}
