using FsCheck;
using FsCheck.Fluent;
using Ticker.Client.Feeds;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests;

public class EndToEndTests
{
    private static readonly Instrument Bitcoin = new() { Number = 77, Name = new InstrumentName("TEST", "BTC/USD"), PriceScale = 12, SizeScale = 9 };

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task WhatIsPublished_IsReceivedToTheLastDigit(WireEncoding encoding)
    {
        await using RealServer server = await RealServer.StartAsync();
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(server.Web, new SubscriberOptions { Encoding = encoding }).Soon();
        await subscriber.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["TEST:BTC/USD"] }).Soon();
        Assert.IsType<Subscribed>((await subscriber.ReadAsync().Soon())!.Value.Control);
        Tick[] sent = [.. Trades(1_000), LastQuote()];
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Grpc, new FeedPublisherOptions { Feed = "exact" }).Soon();

        await publisher.DefineAsync(Bitcoin).Soon();
        await publisher.PublishAsync(sent).Soon();
        await publisher.CompleteAsync("done").Soon();
        List<Tick> received = await ReadUntilEndedAsync(subscriber, "exact").Soon();

        Assert.Equal((ulong)sent.Length, publisher.Received);
        Assert.Equal(0UL, publisher.RejectedTotal);
        Assert.Equal(sent.Select(Body), received.Select(Body));
    }

    [Fact]
    public async Task RejectedTicks_AreToldAndTheRestGoesOn()
    {
        await using RealServer server = await RealServer.StartAsync();
        List<FeedReject> rejects = [];
        await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(server.Grpc, new FeedPublisherOptions { Feed = "rejects", OnReject = rejects.Add }).Soon();
        Tick good = Trades(1)[0];

        await publisher.DefineAsync(Bitcoin).Soon();
        await publisher.DefineAsync(Bitcoin with { PriceScale = 2 }).Soon();
        await publisher.PublishAsync(new[] { good, good with { Sequence = 2, Instrument = 78 }, good with { Sequence = 3, Size = -1 }, good with { Sequence = 4 } }).Soon();
        await publisher.CompleteAsync("done").Soon();

        Assert.Equal((4UL, 3UL), (publisher.Received, publisher.RejectedTotal));
        Assert.Equal(
            [(0UL, FeedRejectReason.RedefinedNumber), (2UL, FeedRejectReason.UnknownInstrument), (3UL, FeedRejectReason.NegativeSize)],
            rejects.Select(reject => (reject.Sequence, reject.Reason)));
    }

    [Fact]
    public async Task SecondPublisher_OfAnotherRun_IsAlreadyExistsAndOfTheSameRunTakesOver()
    {
        await using RealServer server = await RealServer.StartAsync();
        var options = new FeedPublisherOptions { Feed = "twice", RunId = 5 };
        await using FeedPublisher first = await FeedPublisher.ConnectAsync(server.Grpc, options).Soon();
        await first.DefineAsync(Bitcoin).Soon();
        await first.PublishAsync(Trades(10)).Soon();

        FeedException other = await Assert.ThrowsAsync<FeedException>(() => FeedPublisher.ConnectAsync(server.Grpc, options with { RunId = 6 })).Soon();
        await using FeedPublisher again = await FeedPublisher.ConnectAsync(server.Grpc, options).Soon();
        FeedException replaced = await Assert.ThrowsAsync<FeedException>(() => first.CompleteAsync("late")).Soon();

        Assert.Equal((FeedStatus.AlreadyExists, true), (other.Status, other.Connected));
        Assert.Equal(FeedStatus.Aborted, replaced.Status);
        Assert.InRange(again.LastSequence, 0UL, 10UL);
    }

    // Prices and sizes of every magnitude, of either sign where that is legal.
    private static Tick[] Trades(int count) =>
    [
        .. Gen.Choose(-1_000_000_000, 1_000_000_000).Two().Sample(count).Select((pair, n) => new Tick
        {
            Kind = TickKind.Trade,
            Instrument = Bitcoin.Number,
            Sequence = (ulong)n + 1,
            EventTime = new UnixNanos(1_723_161_600_000_000_001 + n),
            Price = (long)pair.Item1 * pair.Item2 / (1 + (n % 7)),
            Size = Math.Abs((long)pair.Item2),
            Side = (Side)(n % 3),
            TradeId = ulong.MaxValue - (ulong)n,
        }),
    ];

    private static Tick LastQuote() => new()
    {
        Kind = TickKind.Quote,
        Instrument = Bitcoin.Number,
        Sequence = 1_001,
        BidPrice = -Tick.MaxMantissa,
        BidSize = Tick.MaxMantissa,
        AskPrice = 1,
        AskSize = 0,
    };

    // What a subscriber is told of a tick: all but the server's numbering, times and flags.
    private static Tick Body(Tick tick) => tick with { Instrument = 0, Sequence = 0, Feed = 0, ReceiveTime = UnixNanos.None };

    private static async Task<List<Tick>> ReadUntilEndedAsync(TickerSubscriber subscriber, string feed)
    {
        List<Tick> ticks = [];
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
        {
            ticks.AddRange(message.Ticks.ToArray().Select(tick => tick.Tick));
            if (message.Control is Heartbeat heartbeat
                && heartbeat.Feeds.Contains((feed, FeedState.Ended))
                && heartbeat.Subscriptions.All(subscription => subscription.Sequence >= heartbeat.Sequence))
            {
                break;
            }
        }

        return ticks;
    }
}
