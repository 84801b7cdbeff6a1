using System.Net;
using System.Net.Sockets;
using Ticker.Client.Feeds;
using Ticker.Model;

namespace Ticker.Client.Tests.Feeds;

public class FeedPublisherFailureTests
{
    private static readonly FeedPublisherOptions Options = new() { Feed = "test", RunId = 42 };

    [Fact]
    public async Task ConnectAsync_NobodyThere_IsUnavailableAndNamesTheAddress()
    {
        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => FeedPublisher.ConnectAsync(FreeAddress(), Options)).Soon();

        Assert.Equal((FeedStatus.Unavailable, false), (failure.Status, failure.Connected));
        Assert.Contains("no server answers at http://127.0.0.1:", failure.Message);
        Assert.Contains("refused", failure.Message);
    }

    [Fact]
    public async Task ConnectAsync_ServerOfAnotherKind_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            await client.GetStream().CopyToAsync(Stream.Null);
        });

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => FeedPublisher.ConnectAsync(new Uri($"http://{listener.LocalEndpoint}"), Options)).Soon();

        Assert.Equal((FeedStatus.Unavailable, false), (failure.Status, failure.Connected));
        Assert.Contains("speaks no gRPC over HTTP/2", failure.Message);
        await serving.Soon();
    }

    [Fact]
    public async Task ConnectAsync_ServerThatSaysNothing_GivesUpInTime()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.ReadAsync();
            await call.ReadAsync();
        });

        FeedException failure = await Assert.ThrowsAsync<FeedException>(
            () => FeedPublisher.ConnectAsync(server.Address, Options with { ConnectTimeout = TimeSpan.FromMilliseconds(300) })).Soon();

        Assert.Equal(FeedStatus.Unavailable, failure.Status);
        Assert.Contains("ready", failure.Message);
    }

    [Fact]
    public async Task ConnectAsync_RefusedByHeadersAlone_HasTheServersStatusAndDecodedWords()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.ReadAsync();
            call.End(6, "the feed %22test%22 is live: 100%25 %C3%BC");
        });

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => FeedPublisher.ConnectAsync(server.Address, Options)).Soon();

        Assert.Equal(FeedStatus.AlreadyExists, failure.Status);
        Assert.Equal("the feed \"test\" is live: 100% ü", failure.Message);
    }

    [Theory]
    [InlineData(404, FeedStatus.Unimplemented)]
    [InlineData(401, FeedStatus.Unauthenticated)]
    [InlineData(503, FeedStatus.Unavailable)]
    public async Task ConnectAsync_AnswerThatIsNotGrpc_IsMappedFromHttp(int http, FeedStatus expected)
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(call =>
        {
            call.Context.Response.StatusCode = http;
            call.Context.Response.ContentType = "text/plain";
            return Task.CompletedTask;
        });

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => FeedPublisher.ConnectAsync(server.Address, Options)).Soon();

        Assert.Equal(expected, failure.Status);
        Assert.Contains($"HTTP {http}", failure.Message);
    }

    [Fact]
    public async Task PublishAsync_ServerEndsTheCall_ThrowsItsStatusEvenWhileWaiting()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            await call.ReadAsync();
            call.End(10, "a newer stream took over");
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => PublishForEverAsync(publisher)).Soon();

        Assert.Equal((FeedStatus.Aborted, true), (failure.Status, failure.Connected));
        Assert.Equal("a newer stream took over", failure.Message);
    }

    [Fact]
    public async Task PublishAsync_ServerDiesMidway_IsUnavailableAndStaysSo()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            await call.ReadAsync();
            call.Context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort();
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => PublishForEverAsync(publisher)).Soon();
        FeedException again = await Assert.ThrowsAsync<FeedException>(() => publisher.CompleteAsync("late")).Soon();

        Assert.Equal((FeedStatus.Unavailable, true), (failure.Status, failure.Connected));
        Assert.Contains("broke", failure.Message);
        Assert.Equal(FeedStatus.Unavailable, again.Status);
    }

    [Fact]
    public async Task CompleteAsync_ServerEndsWithoutStatus_IsUnknown()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            while (await call.ReadAsync() is not null)
            {
            }
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => publisher.CompleteAsync("done")).Soon();

        Assert.Equal(FeedStatus.Unknown, failure.Status);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0xFF, 0xFF })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0x7F, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0, 0, 0 })]
    public async Task CompleteAsync_ServerSendsGarbage_IsInternal(byte[] garbage)
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            while (await call.ReadAsync() is not null)
            {
            }

            await call.SendRawAsync(garbage);
            call.End(0);
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => publisher.CompleteAsync("done")).Soon();

        Assert.Equal(FeedStatus.Internal, failure.Status);
    }

    [Fact]
    public async Task PublishAsync_AfterComplete_IsRefusedHere()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            while (await call.ReadAsync() is not null)
            {
            }

            call.End(0);
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();
        await publisher.CompleteAsync("done").Soon();

        await Assert.ThrowsAsync<InvalidOperationException>(() => publisher.PublishAsync(new Tick[1]).AsTask()).Soon();
    }

    private static async Task PublishForEverAsync(FeedPublisher publisher)
    {
        var ticks = new Tick[1_000];
        Array.Fill(ticks, new Tick { Kind = TickKind.Trade, Instrument = 1, Price = 1, Size = 1 });
        while (true)
        {
            await publisher.PublishAsync(ticks);
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }
}
