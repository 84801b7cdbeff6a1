using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests;

public class PublishTests
{
    [Fact]
    public async Task Publish_HelloDefinitionTicksEnd_ReachTheChannelAndAreAcknowledged()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        Ready ready = await feed.HelloAsync("f", runId: 7);
        Assert.Equal((ulong)FeedDoorHost.Epoch, ready.Epoch);
        Assert.Equal(0u, ready.LastSequence);

        await feed.DefineAsync(5, "XNAS", "AAPL");
        await feed.SendAsync(new Tick { Instrument = 5, Sequence = 1, EventTime = 99, Quote = new Quote { BidPrice = -3, BidSize = 4, AskPrice = 6, AskSize = 7 } });
        Model.Tick quote = await host.NextAsync(Model.TickKind.Quote);
        Assert.Equal((-3, 4, 6, 7, 99), (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize, quote.EventTime.Value));
        Assert.Equal("XNAS:AAPL", host.Instruments[quote.Instrument].FullName);

        await feed.SendAsync(new PublishRequest { End = new EndOfFeed { Reason = "done" } });
        feed.Call.HalfClose();
        await feed.AckAsync(1);
        Assert.Equal((GrpcStatusCode.Ok, ""), await feed.Call.StatusAsync());
        await host.NextAsync(Model.FeedState.Ended);
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
    }
}
