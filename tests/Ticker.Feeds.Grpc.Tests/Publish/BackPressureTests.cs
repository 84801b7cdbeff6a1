using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class BackPressureTests
{
    private const int Batches = 5_000;
    private const int TicksPerBatch = 200;

    [Fact]
    public async Task Publish_NobodyTakesTheTicks_ThePublisherWaitsAndNothingIsLost()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(capacity: 2);
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        long sent = 0;
        Task writing = WriteAsync();

        // 25 MB against a window of 768 KiB: without back-pressure they would be through in less than this.
        await Patience.UntilAsync(() => host.QueuedBatches == 2);
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(1)));
        Assert.False(writing.IsCompleted);
        Assert.True(Interlocked.Read(ref sent) < Batches / 2);

        // Another feed's hello needs no room in the channel.
        await using var other = new TestFeed(host);
        await other.HelloAsync("other");

        for (ulong expected = 1; expected <= Batches * TicksPerBatch; expected++)
        {
            Assert.Equal(expected, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }

        await writing.WaitAsync(Patience.Limit);
        Assert.Equal(0ul, (await feed.AckAsync(Batches * TicksPerBatch)).RejectedTotal);

        async Task WriteAsync()
        {
            await Task.Yield();
            for (int i = 0; i < Batches; i++)
            {
                int first = (i * TicksPerBatch) + 1;
                await feed.SendAsync(Enumerable.Range(first, TicksPerBatch).Select(n => TestFeed.Trade((ulong)n)));
                Interlocked.Increment(ref sent);
            }
        }
    }

    [Fact]
    public async Task Publish_OneMessageOfManyThousandTicks_PassesAChannelOfOne()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(capacity: 1);
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        var request = new PublishRequest { Batch = new TickBatch() };
        request.Batch.Ticks.AddRange(Enumerable.Range(1, 100_000).Select(n => TestFeed.Trade((ulong)n)));
        Assert.InRange(request.CalculateSize(), 2_000_000, 4_000_000);

        // The channel is full with the first record, so the message is larger than what may be on its way.
        Task writing = feed.SendAsync(request);

        for (ulong expected = 1; expected <= 100_000; expected++)
        {
            Assert.Equal(expected, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }

        await writing;

        await feed.AckAsync(100_000);
    }
}
