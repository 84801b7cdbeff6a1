using Ticker.Client.Feeds;
using Ticker.Feeds.Contract.V1;
using Ticker.Model;
using Instrument = Ticker.Model.Instrument;
using Tick = Ticker.Model.Tick;

namespace Ticker.Client.Tests.Feeds;

public class FeedPublisherTests
{
    private static readonly FeedPublisherOptions Options = new() { Feed = "test", RunId = 42, Software = "tests", Key = "secret" };

    private static readonly Instrument Apple = new()
    {
        Number = 9,
        Name = new InstrumentName("XNAS", "AAPL"),
        PriceScale = 4,
        SizeScale = 0,
        AssetClass = Ticker.Model.AssetClass.Equity,
        Currency = "USD",
        TickSize = 100,
        LotSize = 1,
        PreviousClose = -5,
    };

    [Fact]
    public async Task ConnectAsync_ReadyServer_SaysHelloAndTellsWhatTheServerHas()
    {
        var said = new TaskCompletionSource<(Hello Hello, string? Key, string? Te)>();
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            Hello hello = await call.AcceptAsync(epoch: 1_700_000_000_000, lastSequence: 77);
            said.SetResult((hello, call.Context.Request.Headers.Authorization, call.Context.Request.Headers.TE));
            await call.ReadAsync();
        });

        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();

        Assert.Equal(1_700_000_000_000, publisher.Epoch);
        Assert.Equal(77UL, publisher.LastSequence);
        (Hello hello, string? key, string? te) = await said.Task.Soon();
        Assert.Equal(new Hello { Feed = "test", Protocol = 1, RunId = 42, Software = "tests" }, hello);
        Assert.Equal("Bearer secret", key);
        Assert.Equal("trailers", te);
    }

    [Fact]
    public async Task PublishAsync_ManyTicks_ArriveInOrderInBoundedMessagesAndAreAcked()
    {
        List<PublishRequest> read = [];
        StandInCall? served = null;
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            served = call;
            await call.AcceptAsync();
            while (await call.ReadAsync() is { } request)
            {
                read.Add(request);
            }

            await call.AckAsync(received: 1_000, rejected: 3);
            call.End(0);
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();
        Tick[] ticks = [.. Enumerable.Range(1, 1_000).Select(n => new Tick { Kind = TickKind.Trade, Instrument = 9, Sequence = (ulong)n, Price = n, Size = 1 })];

        await publisher.DefineAsync(Apple).Soon();
        await publisher.PublishAsync(ticks).Soon();
        await publisher.CompleteAsync("done").Soon();

        InstrumentDefinition definition = read[0].Instrument;
        Assert.Equal(ContractMessages.Define(Apple), definition);
        Assert.Equal((9u, "XNAS", "AAPL", 4u, -5L), (definition.Number, definition.Venue, definition.Symbol, definition.PriceScale, definition.PreviousClose));
        Assert.Equal(Enumerable.Range(1, 1_000).Select(n => (ulong)n), read.Where(request => request.Batch is not null).SelectMany(request => request.Batch.Ticks).Select(tick => tick.Sequence));
        Assert.Equal("done", read[^1].End.Reason);
        Assert.All(served!.MessageLengths, length => Assert.InRange(length, 0, 64 * 1024));
        Assert.Equal((1_000L, 1_000UL, 3UL), (publisher.Sent, publisher.Received, publisher.RejectedTotal));
    }

    [Fact]
    public async Task PublishAsync_ServerRejects_CallsBackAndGoesOn()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            await call.SendAsync(new PublishResponse { Reject = new Reject { Sequence = 5, Reason = RejectReason.NegativeSize, Detail = "size -1" } });
            while (await call.ReadAsync() is not null)
            {
            }

            call.End(0);
        });
        var rejected = new TaskCompletionSource<FeedReject>();
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options with { OnReject = rejected.SetResult }).Soon();

        Assert.Equal(new FeedReject(5, FeedRejectReason.NegativeSize, "size -1"), await rejected.Task.Soon());
        await publisher.PublishAsync(new Tick[] { new() { Kind = TickKind.Trade } }).Soon();
        await publisher.CompleteAsync("done").Soon();
    }

    [Fact]
    public async Task PublishAsync_ServerReadsNothing_WaitsUntilItDoes()
    {
        var release = new TaskCompletionSource();
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            await release.Task;
            while (await call.ReadAsync() is not null)
            {
            }

            call.End(0);
        });
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options).Soon();
        var ticks = new Tick[100_000];
        Array.Fill(ticks, new Tick { Kind = TickKind.Quote, Instrument = 9, Sequence = ulong.MaxValue, BidPrice = long.MaxValue, AskPrice = long.MaxValue });

        Task publishing = publisher.PublishAsync(ticks).AsTask();

        Assert.False(publishing.IsCompleted);
        Assert.InRange(publisher.Sent, 0, ticks.Length - 1);
        release.SetResult();
        await publishing.Soon();
        await publisher.CompleteAsync("done").Soon();
        Assert.Equal(ticks.Length, publisher.Sent);
    }

    [Fact]
    public async Task PublishAsync_NothingForAWhile_SendsHeartbeats()
    {
        var heard = new TaskCompletionSource();
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AcceptAsync();
            Assert.NotNull((await call.ReadAsync())!.Heartbeat);
            Assert.NotNull((await call.ReadAsync())!.Heartbeat);
            heard.SetResult();
            await call.ReadAsync();
        });

        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Address, Options with { HeartbeatInterval = TimeSpan.FromMilliseconds(20) }).Soon();

        await heard.Task.Soon();
    }
}
