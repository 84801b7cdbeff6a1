using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Tests.Http;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

/// <summary>Streams that end by no one's word.</summary>
public class BrokenStreamTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_BrokenWithinAMessage_TakesNothingOfItAndTurnsStale(bool wholeConnection)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        using RawHttp2 raw = await RawHttp2.OpenAsync(host.Address, TestFeed.Path);
        byte[] last = Framed(new PublishRequest { Batch = new TickBatch { Ticks = { TestFeed.Trade(2) } } });
        await raw.SendAsync((byte[])
        [
            .. Framed(TestFeed.Hello()), .. Framed(new PublishRequest { Instrument = TestFeed.Definition() }),
            .. Framed(new PublishRequest { Batch = new TickBatch { Ticks = { TestFeed.Trade(1) } } }), .. last[..^1],
        ]);
        Assert.Equal(1ul, (await host.NextAsync(Model.TickKind.Trade)).TradeId);

        if (wholeConnection)
        {
            raw.Kill();
        }
        else
        {
            await raw.ResetAsync();
        }

        Assert.Equal(Model.FeedState.Stale, (await host.NextAsync()).FeedState);
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
        Assert.Equal(1ul, host.Feeds.Feeds.Single().LastSequence);
    }

    [Fact]
    public async Task Publish_ManyStreamsThatDieInEveryWay_LeaveNothingBehind()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        for (int i = 0; i < 300; i++)
        {
            byte[] hello = [.. Framed(TestFeed.Hello($"f{i % 10}", runId: 5)), .. Framed(new PublishRequest { Instrument = TestFeed.Definition() })];
            using RawHttp2 raw = await RawHttp2.OpenAsync(host.Address, TestFeed.Path, window: (uint)(i % 3) * 10);
            await raw.SendAsync(hello.AsMemory(0, (i % 5) switch { 0 => 3, 1 => hello.Length - 1, _ => hello.Length }));
            switch (i % 4)
            {
                case 0:
                    raw.Kill();
                    break;
                case 1:
                    await raw.ResetAsync();
                    break;
                case 2:
                    await raw.SendAsync(default, end: true);
                    break;
            }
        }

        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
        for (int i = 0; i < 10; i++)
        {
            await using var feed = new TestFeed(host);
            await feed.HelloAsync($"f{i}", runId: 6);
        }
    }

    [Fact]
    public async Task Publish_HalfCloseWithoutEnd_IsOkAndTheFeedTurnsStale()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        feed.Call.HalfClose();
        Assert.Equal(GrpcStatusCode.Ok, (await feed.Call.StatusAsync()).Code);
        await host.NextAsync(Model.FeedState.Stale);
    }

    [Fact]
    public async Task Publish_HalfCloseWithTicksPending_TakesThemAllBeforeTheStatus()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(capacity: 100_000);
        await using var feed = new TestFeed(host);
        await feed.SendAsync(TestFeed.Hello());
        await feed.DefineAsync();
        for (int i = 0; i < 1_000; i++)
        {
            await feed.SendAsync(Enumerable.Range((i * 100) + 1, 100).Select(n => TestFeed.Trade((ulong)n)));
        }

        feed.Call.HalfClose();

        await feed.AckAsync(100_000);
        Assert.Equal(GrpcStatusCode.Ok, (await feed.Call.StatusAsync()).Code);
        for (ulong expected = 1; expected <= 100_000; expected++)
        {
            Assert.Equal(expected, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }
    }

    [Fact]
    public async Task Publish_DeadlinePasses_IsDeadlineExceededAndTheFeedIsFree()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host, ("grpc-timeout", "3S"));
        await feed.HelloAsync();
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, (await feed.Call.StatusAsync()).Code);
        await host.NextAsync(Model.FeedState.Stale);
        await using var next = new TestFeed(host);
        await next.HelloAsync(runId: 2);
    }

    [Fact]
    public async Task Publish_BrokenTimeout_IsInternal()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host, ("grpc-timeout", "soon"));
        Assert.Equal(GrpcStatusCode.Internal, (await feed.Call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Publish_ServerStops_IsUnavailable()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        host.Lifetime.StopApplication();
        Assert.Equal(GrpcStatusCode.Unavailable, (await feed.Call.StatusAsync()).Code);
        Assert.Equal(0, host.Door.Counts.Open);
    }

    private static byte[] Framed(PublishRequest request) => TestCall.Frame(request.ToByteArray());
}
