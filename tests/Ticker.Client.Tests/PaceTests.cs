using Ticker.Client.Feeds;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests;

/// <summary>Every pace against a real server: what the client counted is what the server states, to the tick.</summary>
public sealed class PaceTests : IAsyncLifetime
{
    private const int Id = 5;
    private const int Rounds = 400;
    private const string Feed = "paces";

    private static readonly Instrument[] Market =
    [
        new() { Number = 1, Name = new InstrumentName("TEST", "A"), PriceScale = 2, SizeScale = 0 },
        new() { Number = 2, Name = new InstrumentName("TEST", "B"), PriceScale = 5, SizeScale = 3 },
        new() { Number = 3, Name = new InstrumentName("OTHER", "C"), PriceScale = 0, SizeScale = 0 },
    ];

    private readonly Dictionary<string, (long Trades, Int128 Notional, Tick LastQuote)> _received = [];
    private RealServer? _server;
    private FeedPublisher? _publisher;
    private ulong _sequence;

    public static TheoryData<WireEncoding, SubscribeMessage> Paces
    {
        get
        {
            var asked = new SubscribeMessage { Id = Id, Symbols = ["*"] };
            SubscribeMessage[] paces =
            [
                asked,
                asked with { ConflateTrades = true },
                asked with { Mode = DeliveryMode.Interval, IntervalMs = 20 },
                asked with { Mode = DeliveryMode.Interval, IntervalMs = 50, Summary = true, ConflateTrades = true, Times = true },
                asked with { Mode = DeliveryMode.All },
                asked with { Mode = DeliveryMode.All, OnSlow = OnSlow.Conflate, Times = true, From = StartFrom.Now },
            ];
            var both = new TheoryData<WireEncoding, SubscribeMessage>();
            foreach (SubscribeMessage pace in paces)
            {
                both.Add(WireEncoding.MessagePack, pace);
                both.Add(WireEncoding.Json, pace);
            }

            return both;
        }
    }

    public async Task InitializeAsync()
    {
        _server = await RealServer.StartAsync();
        _publisher = await FeedPublisher.ConnectAsync(_server.Grpc, new FeedPublisherOptions { Feed = Feed }).Soon();
        foreach (Instrument instrument in Market)
        {
            await _publisher.DefineAsync(instrument).Soon();
        }
    }

    public async Task DisposeAsync()
    {
        await _publisher!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Paces))]
    public async Task SubscribeAsync_AnyPace_EveryTickIsAccountedFor(WireEncoding encoding, SubscribeMessage asked)
    {
        await using TickerSubscriber subscriber = await ConnectAsync(encoding);
        await PublishBeforehandAsync(subscriber);
        await subscriber.SubscribeAsync(asked).Soon();
        await ReadToAsync<Seam>(subscriber).Soon();
        Assert.Equal(asked.From == StartFrom.Now ? 0 : 6, subscriber.Accounts[Id].Snapshot);

        await PublishAsync(Market);
        Statement statement = await StatementWithNothingPendingAsync(subscriber).Soon();
        await subscriber.UnsubscribeAsync(Id).Soon();
        Statement last = (await ReadToAsync<Unsubscribed>(subscriber).Soon()).Final!;
        StatementDifference difference = subscriber.Accounts[Id].Compare(last);

        Assert.True(difference.AddsUp, difference.ToString());
        Assert.Equal(statement, last);
        Assert.Equal(Market.Length * Rounds * 2, last.Matched);
        Assert.All(Market, CheckTotals);
        await subscriber.SendAsync(new PingMessage { T = 1 }).Soon();
        await ReadToAsync<Pong>(subscriber).Soon();
        Assert.Empty(subscriber.Accounts);
    }

    [Fact]
    public async Task PauseAsync_ThenResume_WhatHappenedMeanwhileIsSummedUpForTheRate()
    {
        await using TickerSubscriber subscriber = await ConnectAsync(WireEncoding.MessagePack);
        await subscriber.SubscribeAsync(new SubscribeMessage { Id = Id, Symbols = ["*"], Summary = true }).Soon();
        await ReadToAsync<Seam>(subscriber).Soon();
        await subscriber.PauseAsync(Id).Soon();
        await StatementAsync(subscriber).Soon();

        await PublishAsync(Market);
        Statement paused = await UntilStatedAsync(subscriber, statement => statement.Matched == Market.Length * Rounds * 2).Soon();
        Assert.Equal((6L, paused.Matched - 6), (paused.Pending, paused.ConflatedByRate));
        Assert.Equal(0, subscriber.Accounts[Id].Delivered);
        await subscriber.ResumeAsync(Id).Soon();
        Statement last = await StatementWithNothingPendingAsync(subscriber).Soon();

        Assert.Equal((6L, last.Matched - 6), (last.Delivered, last.ConflatedByRate));
        Assert.Equal(last.ConflatedByRate, subscriber.Accounts[Id].ConflatedByRate);
        Assert.All(Market, CheckTotals);
    }

    [Fact]
    public async Task ModifyAsync_ModeAndSymbols_HoldsFromTheAnswersPositionOn()
    {
        await using TickerSubscriber subscriber = await ConnectAsync(WireEncoding.MessagePack);
        await subscriber.SubscribeAsync(new SubscribeMessage { Id = Id, Symbols = ["TEST:*"], Mode = DeliveryMode.All }).Soon();
        await ReadToAsync<Seam>(subscriber).Soon();
        await PublishAsync(Market);
        await UntilStatedAsync(subscriber, statement => statement.Matched == 2 * Rounds * 2).Soon();

        await subscriber.ModifyAsync(new ModifyMessage { Id = Id, Mode = DeliveryMode.Interval, IntervalMs = 10, ConflateTrades = true, Summary = true, Add = ["OTHER:C"], Remove = ["TEST:*"] }).Soon();
        Subscribed answer = await ReadToAsync<Subscribed>(subscriber).Soon();
        await ReadToAsync<Seam>(subscriber).Soon();
        await PublishAsync(Market);
        Statement last = await StatementWithNothingPendingAsync(subscriber).Soon();

        Assert.Equal("OTHER:C", Assert.Single(answer.Instruments).FullName);
        Assert.Equal((3L * Rounds * 2, 2L), (last.Matched - last.Discarded, last.Snapshot));
        Assert.Equal(Rounds, _received["OTHER:C"].Trades);
        Assert.All(Market[..2], CheckTotals);
    }

    [Fact]
    public async Task ModifyAsync_IntervalThatWasNeverGiven_IsRefusedAndChangesNothing()
    {
        await using TickerSubscriber subscriber = await ConnectAsync(WireEncoding.Json);
        await subscriber.SubscribeAsync(new SubscribeMessage { Id = Id, Symbols = ["*"] }).Soon();
        await ReadToAsync<Seam>(subscriber).Soon();

        await subscriber.ModifyAsync(new ModifyMessage { Id = Id, Mode = DeliveryMode.Interval }).Soon();
        ErrorReply error = await ReadToAsync<ErrorReply>(subscriber).Soon();
        await PublishAsync(Market);
        await StatementWithNothingPendingAsync(subscriber).Soon();

        Assert.Equal(("bad_value", Id), (error.Code, error.Id));
        Assert.All(Market, CheckTotals);
    }

    private static Int128 NotionalOf(int n) => (Int128)PriceOf(n) * SizeOf(n);

    private static long PriceOf(int n) => 1_000 + (n * 37 % 101);

    private static long SizeOf(int n) => 1 + (n % 13);

    private async Task<TickerSubscriber> ConnectAsync(WireEncoding encoding) =>
        await TickerSubscriber.ConnectAsync(_server!.Web, new SubscriberOptions { Encoding = encoding }).Soon();

    // Rounds of a quote and a trade for each; returns when the server has all.
    private async Task PublishAsync(Instrument[] instruments)
    {
        List<Tick> ticks = [];
        for (int n = 0; n < Rounds; n++)
        {
            foreach (Instrument instrument in instruments)
            {
                ticks.Add(new Tick { Kind = TickKind.Quote, Instrument = instrument.Number, Sequence = ++_sequence, BidPrice = PriceOf(n) - 1, BidSize = n, AskPrice = PriceOf(n), AskSize = 1 });
                ticks.Add(new Tick { Kind = TickKind.Trade, Instrument = instrument.Number, Sequence = ++_sequence, Price = PriceOf(n), Size = SizeOf(n) });
            }
        }

        foreach (Tick[] piece in ticks.Chunk(50))
        {
            await _publisher!.PublishAsync(piece).Soon();
        }
    }

    // So that there is a state to begin with, and nothing of it still on its way.
    private async Task PublishBeforehandAsync(TickerSubscriber subscriber)
    {
        const int Watching = 9;
        await subscriber.SubscribeAsync(new SubscribeMessage { Id = Watching, Symbols = ["*"], From = StartFrom.Now }).Soon();
        await ReadToAsync<Seam>(subscriber).Soon();
        await PublishAsync(Market);
        await UntilStatedAsync(subscriber, statement => statement.Matched == Market.Length * Rounds * 2, Watching).Soon();
        await subscriber.UnsubscribeAsync(Watching).Soon();
        await ReadToAsync<Unsubscribed>(subscriber).Soon();
        _received.Clear();
    }

    private void CheckTotals(Instrument instrument)
    {
        (long trades, Int128 notional, Tick lastQuote) = _received[instrument.FullName];
        Int128 published = 0;
        for (int n = 0; n < Rounds; n++)
        {
            published += NotionalOf(n);
        }

        Assert.Equal((Rounds, published), (trades, notional));
        Assert.Equal((PriceOf(Rounds - 1) - 1, Rounds - 1L, PriceOf(Rounds - 1)), (lastQuote.BidPrice, lastQuote.BidSize, lastQuote.AskPrice));
    }

    private async Task<Statement> StatementAsync(TickerSubscriber subscriber, int id = Id)
    {
        await subscriber.StatementAsync(id);
        Statement statement = await ReadToAsync<Statement>(subscriber);
        StatementDifference difference = subscriber.Accounts[id].Compare(statement);
        Assert.True(difference.AddsUp, $"{difference}, in {statement}");
        return statement;
    }

    // The server deals with what is published in its own time: asked again at each heartbeat at the latest.
    private async Task<Statement> UntilStatedAsync(TickerSubscriber subscriber, Func<Statement, bool> enough, int id = Id)
    {
        Statement statement = await StatementAsync(subscriber, id);
        while (!enough(statement))
        {
            await ReadAsync(subscriber);
            statement = await StatementAsync(subscriber, id);
        }

        return statement;
    }

    private async Task<Statement> StatementWithNothingPendingAsync(TickerSubscriber subscriber)
    {
        await _publisher!.CompleteAsync("done");
        Heartbeat heartbeat;
        do
        {
            heartbeat = await ReadToAsync<Heartbeat>(subscriber);
        }
        while (!heartbeat.Feeds.Contains((Feed, FeedState.Ended)) || heartbeat.Subscriptions.Any(one => one.Sequence < heartbeat.Sequence));
        Statement statement = await StatementAsync(subscriber);
        Assert.Equal(0, statement.Pending);
        return statement;
    }

    private async Task<T> ReadToAsync<T>(TickerSubscriber subscriber)
        where T : ServerMessage
    {
        SubscriberMessage message;
        do
        {
            message = await ReadAsync(subscriber);
        }
        while (message.Control is not T);
        return (T)message.Control;
    }

    private async Task<SubscriberMessage> ReadAsync(TickerSubscriber subscriber)
    {
        SubscriberMessage message = (await subscriber.ReadAsync())!.Value;
        foreach (ReceivedTick received in message.Ticks.Span)
        {
            Tick tick = received.Tick;
            (long trades, Int128 notional, Tick lastQuote) = _received.GetValueOrDefault(received.Instrument.FullName);
            if (tick.Kind == TickKind.Quote)
            {
                lastQuote = tick;
            }
            else if (!received.IsSnapshot)
            {
                Collapsed collapsed = received.Collapsed;
                trades += Math.Max(1, collapsed.Count);
                notional += collapsed.IsMany ? collapsed.Notional : (Int128)tick.Price * tick.Size;
            }

            _received[received.Instrument.FullName] = (trades, notional, lastQuote);
        }

        return message;
    }
}
