using Ticker.Engine.Normalize;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class HelloTests
{
    [Fact]
    public async Task Publish_HalfCloseBeforeHello_IsInvalidArgument() =>
        await EndsAsync(GrpcStatusCode.InvalidArgument, "before its hello");

    [Fact]
    public async Task Publish_AnotherMessageFirst_IsInvalidArgument()
    {
        await EndsAsync(GrpcStatusCode.InvalidArgument, "must be a hello", new PublishRequest { Heartbeat = new Heartbeat() });
        await EndsAsync(GrpcStatusCode.InvalidArgument, "must be a hello", new PublishRequest());
        await EndsAsync(GrpcStatusCode.InvalidArgument, "must be a hello", new PublishRequest { Instrument = TestFeed.Definition() });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Publish_ProtocolNotSpoken_IsFailedPrecondition(uint protocol) =>
        await EndsAsync(GrpcStatusCode.FailedPrecondition, "speaks 1", TestFeed.Hello(protocol: protocol));

    [Fact]
    public async Task Publish_BadFeedName_IsInvalidArgument()
    {
        await EndsAsync(GrpcStatusCode.InvalidArgument, "hello.feed", TestFeed.Hello(""));
        await EndsAsync(GrpcStatusCode.InvalidArgument, "hello.feed", TestFeed.Hello(new string('x', 65)));
        await EndsAsync(GrpcStatusCode.InvalidArgument, "hello.feed", TestFeed.Hello("a\tb"));
    }

    [Fact]
    public async Task Publish_SecondHello_IsInvalidArgument() =>
        await EndsAsync(GrpcStatusCode.InvalidArgument, "one hello", TestFeed.Hello(), TestFeed.Hello());

    [Fact]
    public async Task Publish_NoHelloInTime_IsDeadlineExceeded()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(new GrpcFeedOptions { HelloTimeout = TimeSpan.FromMilliseconds(100) });
        await using var feed = new TestFeed(host);
        (GrpcStatusCode code, string message) = await feed.Call.StatusAsync();
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, code);
        Assert.Contains("0.1 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_MoreFeedsThanKept_IsResourceExhausted()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(feeds: new FeedOptions { MaxFeeds = 1 });
        await using var first = new TestFeed(host);
        await first.HelloAsync("a");
        await using var second = new TestFeed(host);
        await second.SendAsync(TestFeed.Hello("b"));
        Assert.Equal(GrpcStatusCode.ResourceExhausted, (await second.Call.StatusAsync()).Code);
    }

    private static async Task EndsAsync(GrpcStatusCode expected, string saying, params PublishRequest[] requests)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        foreach (PublishRequest request in requests)
        {
            await feed.SendAsync(request);
        }

        feed.Call.HalfClose();
        (GrpcStatusCode code, string message) = await feed.Call.StatusAsync();
        Assert.Equal(expected, code);
        Assert.Contains(saying, message, StringComparison.Ordinal);
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
    }
}
