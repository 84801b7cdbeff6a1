using System.Net.WebSockets;
using System.Threading.Channels;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Client.Subscriptions;
using Ticker.Client.Tests.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Streams;

/// <summary>What a client does about what a server says, against a server that says what the test wants.</summary>
public class TickerClientTests
{
    private static readonly Instrument Apple = new() { Number = 1, Name = new InstrumentName("XNAS", "AAPL"), PriceScale = 2, SizeScale = 0 };

    private readonly Channel<ClientEvent> _events = Channel.CreateBounded<ClientEvent>(1000);

    private TickerClientOptions Options => new()
    {
        OnEvent = one => _events.Writer.WriteAsync(one),
        Random = () => 0,
        StatementInterval = TimeSpan.Zero,
    };

    [Fact]
    public async Task Subscribe_ConnectionBreaks_GoesOnFromTheLastTickWithoutADouble()
    {
        SubscribeMessage? second = null;
        var taken = new TaskCompletionSource();
        await using StandInStreamServer server = await PlayAsync(
            async stream =>
            {
                await BeginAsync(stream, 10);
                await stream.SendAsync([Trade(11), Trade(12)], Apple);
                await taken.Task;
                stream.Context.Abort();
            },
            async stream =>
            {
                second = (SubscribeMessage)await stream.ReadAsync();
                await stream.SendAsync(Page(12));
                await stream.SendAsync([Trade(12), Trade(13)], Apple);
                await stream.ReadCloseAsync();
            });
        await using TickerClient client = TickerClient.Open(server.Address, Options);

        MarketSubscription subscription = client.Subscribe(["*"], new SubscriptionOptions { Mode = DeliveryMode.All });
        ulong[] before = [.. await TakeAsync(subscription, 1), .. await TakeAsync(subscription, 1)];
        taken.SetResult();
        ulong[] after = await TakeAsync(subscription, 1);

        Assert.Equal([11UL, 12, 13], before.Concat(after));
        Assert.Equal(StartFrom.Position(7, 12), second!.From);
        StateChanged waiting = await NextAsync<StateChanged>(change => change.State == ClientState.Waiting);
        Assert.Equal((EndReason.Lost, 1), (waiting.Reason, waiting.Attempt));
    }

    [Fact]
    public async Task Modify_UnansweredWhenTheConnectionBroke_IsSaidAgainBehindTheSubscribe()
    {
        ClientMessage[] said = new ClientMessage[3];
        var modified = new TaskCompletionSource();
        await using StandInStreamServer server = await PlayAsync(
            async stream =>
            {
                await BeginAsync(stream, 10);
                Assert.IsType<ModifyMessage>(await stream.ReadAsync());
                stream.Context.Abort();
            },
            async stream =>
            {
                for (int n = 0; n < said.Length; n++)
                {
                    said[n] = await stream.ReadAsync();
                }

                await stream.SendAsync(Page(10));
                await stream.SendAsync(Page(10));
                await stream.SendAsync(new Seam { Id = 1, Sequence = 10 });
                modified.SetResult();
                await stream.ReadCloseAsync();
            });
        await using TickerClient client = TickerClient.Open(server.Address, Options);
        MarketSubscription subscription = client.Subscribe("XNAS:A*");
        await NextAsync<Told>();

        subscription.Pause();
        subscription.Resume();
        subscription.Modify(new ModifyMessage { Id = 0, Add = ["XNYS:F"], Mode = DeliveryMode.All });
        subscription.Pause();

        await modified.Task.Soon();
        Assert.Equal(["XNAS:A*"], Assert.IsType<SubscribeMessage>(said[0]).Symbols);
        Assert.Equal(["XNYS:F"], Assert.IsType<ModifyMessage>(said[1]).Add);
        Assert.IsType<PauseMessage>(said[2]);
    }

    [Fact]
    public async Task Open_ServerFallsSilent_GivesItUpAfterThreeHeartbeatsAndComesBack()
    {
        var back = new TaskCompletionSource();
        await using StandInStreamServer server = await PlayAsync(
            heartbeatMs: 100,
            stream => stream.ReadCloseAsync(),
            stream =>
            {
                back.SetResult();
                return stream.ReadCloseAsync();
            });
        await using TickerClient client = TickerClient.Open(server.Address, Options);

        await back.Task.Soon();

        StateChanged waiting = await NextAsync<StateChanged>(change => change.State == ClientState.Waiting);
        Assert.Equal(EndReason.Mute, waiting.Reason);
    }

    [Fact]
    public async Task Open_DrainedServer_ComesBackWhenItWasToldTo()
    {
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await stream.SendAsync(new Notice { Code = NoticeCode.Draining, RetryMs = 1_500_000 });
            await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)1012, "restart:7:10", default);
            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options);

        StateChanged waiting = await NextAsync<StateChanged>(change => change.State == ClientState.Waiting);

        Assert.Equal((EndReason.Restarting, 1012, TimeSpan.FromMilliseconds(1_500_000)), (waiting.Reason, waiting.Code, waiting.RetryIn));
    }

    [Fact]
    public async Task Open_DrainedServerWhoseLineBreaks_IsLeftAloneAsLong()
    {
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await stream.SendAsync(new Notice { Code = NoticeCode.Draining, RetryMs = 1_500_000 });
            await stream.ReadAsync();
            stream.Context.Abort();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options);
        await NextAsync<Noticed>();
        client.Subscribe("*");

        StateChanged waiting = await NextAsync<StateChanged>(change => change.State == ClientState.Waiting);

        Assert.Equal((EndReason.Lost, TimeSpan.FromMilliseconds(1_500_000)), (waiting.Reason, waiting.RetryIn));
    }

    [Fact]
    public async Task Open_KeyThatCameTooLate_IsShownAgain()
    {
        var asked = new TaskCompletionSource<ClientMessage>();
        Func<StandInStream, Task> tooLate = async stream =>
        {
            await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)4408, "auth_timeout", default);
            await stream.ReadCloseAsync();
        };
        await using StandInStreamServer server = await PlayAsync(tooLate, tooLate, async stream =>
        {
            asked.SetResult(await stream.ReadAsync());
            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options with { Key = "the same", OnEvent = null });

        client.Subscribe("*");

        Assert.IsType<SubscribeMessage>(await asked.Task.Soon());
    }

    [Fact]
    public async Task Evicted_HandlerAsksForLess_ComesBackWithThat()
    {
        var asked = new TaskCompletionSource<ClientMessage>();
        await using StandInStreamServer server = await PlayAsync(
            async stream =>
            {
                await BeginAsync(stream, 10);
                await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)4008, "slow:7:10", default);
                await stream.ReadCloseAsync();
            },
            async stream =>
            {
                asked.SetResult(await stream.ReadAsync());
                await stream.ReadCloseAsync();
            });
        MarketSubscription? subscription = null;
        TickerClientOptions options = Options with
        {
            OnEvent = one =>
            {
                if (one is Evicted)
                {
                    subscription!.Modify(new ModifyMessage { Id = 0, Mode = DeliveryMode.Interval, IntervalMs = 500 });
                }

                return ValueTask.CompletedTask;
            },
        };
        await using TickerClient client = TickerClient.Open(server.Address, options);
        subscription = client.Subscribe("*");

        SubscribeMessage again = Assert.IsType<SubscribeMessage>(await asked.Task.Soon());
        Assert.Equal((DeliveryMode.Interval, 500), (again.Mode, again.IntervalMs));
    }

    [Fact]
    public async Task Keys_TokenExpiresAndIsRefused_IsRenewedThenAskedForAgainThenGivenUp()
    {
        List<string?> headers = [];
        string? renewed = null;
        string[] keys = ["first", "renewed", "third", "third"];
        int next = 0;
        await using StandInStreamServer server = await PlayAsync(
            async stream =>
            {
                headers.Add(stream.Context.Request.Headers.Authorization);
                await BeginAsync(stream, 10);
                await stream.SendAsync(new Notice { Code = NoticeCode.TokenExpiring });
                renewed = ((AuthMessage)await stream.ReadAsync()).Token;
                await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)4401, "expired", default);
                await stream.ReadCloseAsync();
            },
            async stream =>
            {
                headers.Add(stream.Context.Request.Headers.Authorization);
                await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)4401, "expired", default);
                await stream.ReadCloseAsync();
            });
        await using TickerClient client = TickerClient.Open(server.Address, Options with { KeySource = _ => new(keys[next++]) });
        MarketSubscription subscription = client.Subscribe("*");

        ClientClosedException closed = await Assert.ThrowsAsync<ClientClosedException>(() => TakeAsync(subscription, 1));

        Assert.Equal((EndReason.Unauthorized, 4401), (closed.Reason, closed.Code));
        Assert.Equal(["Bearer first", "Bearer third"], headers);
        Assert.Equal("renewed", renewed);
        Assert.DoesNotContain("third", closed.ToString());
    }

    [Fact]
    public async Task Statement_DoesNotAddUp_ClosesTheClient()
    {
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await BeginAsync(stream, 10);
            await stream.SendAsync([Trade(11)], Apple);
            await stream.SendAsync(new Statement { Id = 1, Matched = 2, Delivered = 2, FirstSequence = 11, LastSequence = 12 });
            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options);

        ClientClosedException closed = await Assert.ThrowsAsync<ClientClosedException>(() => TakeAsync(client.Subscribe(["*"], new SubscriptionOptions { Mode = DeliveryMode.All }), 2));

        Assert.Equal(EndReason.Accounts, closed.Reason);
        Assert.Contains("delivered +1", closed.Message);
    }

    [Fact]
    public async Task Gap_ToBeRaised_EndsTheSubscriptionThere()
    {
        var unsubscribed = new TaskCompletionSource<ClientMessage>();
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await BeginAsync(stream, 10);
            await stream.SendAsync([Trade(11)], Apple);
            await stream.SendAsync(new Gap { Id = 1, From = 12, To = 20, Cause = GapCause.JournalHole });
            await stream.SendAsync([Trade(21)], Apple);
            unsubscribed.SetResult(await stream.ReadAsync());
            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options);
        MarketSubscription subscription = client.Subscribe(["*"], new SubscriptionOptions { Mode = DeliveryMode.All, OnGap = OnGap.Raise });

        StreamGapException gap = await Assert.ThrowsAsync<StreamGapException>(() => TakeAsync(subscription, 2));

        Assert.Equal((12UL, 20UL), (gap.Gap.From, gap.Gap.To));
        Assert.IsType<UnsubscribeMessage>(await unsubscribed.Task.Soon());
    }

    [Fact]
    public async Task Subscribe_Refused_EndsItAloneAndSaysWhy()
    {
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await stream.ReadAsync();
            await stream.SendAsync(new ErrorReply { Code = "limit", Message = "too many symbols", Id = 1 });
            Assert.Equal(2, ((SubscribeMessage)await stream.ReadAsync()).Id);
            await stream.SendAsync(Page(10) with { Id = 2 });
            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options);

        SubscriptionRefusedException refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => TakeAsync(client.Subscribe("*"), 1));

        Assert.Equal(("limit", "too many symbols (limit)"), (refused.Code, refused.Message));
        client.Subscribe("*");
        await NextAsync<Told>(told => told.Subscription.Id == 2);
    }

    [Fact]
    public async Task DisposeAsync_IterationUnderWay_EndsWithoutAnError()
    {
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await BeginAsync(stream, 10);
            await stream.ReadCloseAsync();
        });
        TickerClient client = TickerClient.Open(server.Address, Options);
        Task<ulong[]> taking = TakeAsync(client.Subscribe("*"), 1);
        await NextAsync<Told>();

        await client.DisposeAsync().Soon();

        Assert.Empty(await taking.Soon());
        Assert.Throws<ClientClosedException>(() => client.Subscribe("*"));
    }

    [Fact]
    public async Task DisposeAsync_BufferFullAndNobodyIterates_Ends()
    {
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await BeginAsync(stream, 10);
            await stream.SendAsync([Trade(11), Trade(12), Trade(13)], Apple);
            await stream.ReadCloseAsync();
        });
        TickerClient client = TickerClient.Open(server.Address, Options);
        client.Subscribe(["*"], new SubscriptionOptions { Mode = DeliveryMode.All, Buffer = 2 });
        await NextAsync<Told>();

        await client.DisposeAsync().Soon();
    }

    [Fact]
    public async Task OnEvent_Throws_ClosesTheClientWithItsError()
    {
        await using StandInStreamServer server = await PlayAsync(stream => BeginAsync(stream, 10));
        await using TickerClient client = TickerClient.Open(server.Address, Options with { OnEvent = one => one is Told ? throw new InvalidOperationException("mine") : default });

        ClientClosedException closed = await Assert.ThrowsAsync<ClientClosedException>(() => TakeAsync(client.Subscribe("*"), 1));

        Assert.Equal((EndReason.Handler, "mine"), (closed.Reason, closed.InnerException!.Message));
    }

    [Fact]
    public void Open_AddressOfAnotherScheme_IsRefusedHere() =>
        Assert.Throws<ArgumentException>(() => TickerClient.Open("ftp://127.0.0.1"));

    // A request is noted before it is sent: its answer may come at once. So what cannot be noted is not sent.
    [Fact]
    public async Task Modify_MoreThanMayWait_IsRefusedAndNotSent()
    {
        const int Most = 1024;
        var asked = new TaskCompletionSource<List<ClientMessage>>();
        await using StandInStreamServer server = await PlayAsync(async stream =>
        {
            await BeginAsync(stream, 10);
            List<ClientMessage> messages = [];
            do
            {
                messages.Add(await stream.ReadAsync());
            }
            while (messages[^1] is ModifyMessage);
            asked.SetResult(messages);
            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, Options);
        MarketSubscription subscription = client.Subscribe("*");
        await NextAsync<Told>();

        for (int n = 1; n <= Most; n++)
        {
            subscription.Modify(new ModifyMessage { Id = 1, IntervalMs = n });
        }

        Assert.Throws<InvalidOperationException>(() => subscription.Modify(new ModifyMessage { Id = 1, IntervalMs = Most + 1 }));
        subscription.RequestStatement();

        List<ClientMessage> all = await asked.Task.Soon();
        Assert.Equal(Enumerable.Range(1, Most), all.OfType<ModifyMessage>().Select(change => change.IntervalMs!.Value));
        Assert.IsType<StatementRequest>(all[^1]);
    }

    // Plays a script for each connection, in turn; whoever comes after the last is not answered.
    private static Task<StandInStreamServer> PlayAsync(params Func<StandInStream, Task>[] scripts) => PlayAsync(60_000, scripts);

    private static Task<StandInStreamServer> PlayAsync(int heartbeatMs, params Func<StandInStream, Task>[] scripts)
    {
        int next = 0;
        return StandInStreamServer.StartAsync(stream => next < scripts.Length ? scripts[next++](stream) : stream.ReadCloseAsync(), heartbeatMs);
    }

    private static async Task BeginAsync(StandInStream stream, ulong position)
    {
        Assert.IsType<SubscribeMessage>(await stream.ReadAsync());
        await stream.SendAsync(Page(position));
        await stream.SendAsync(new Seam { Id = 1, Sequence = position });
    }

    private static Subscribed Page(ulong sequence) => new() { Id = 1, Epoch = 7, Sequence = sequence, Instruments = [Apple] };

    private static (Tick, Collapsed) Trade(ulong sequence) =>
        (new Tick { Kind = TickKind.Trade, Instrument = 1, Sequence = sequence, Price = 18723, Size = 100 }, default);

    private static async Task<ulong[]> TakeAsync(MarketSubscription subscription, int count)
    {
        using var limit = new CancellationTokenSource(Deadline.Generous);
        List<ulong> sequences = [];
        await foreach (ReceivedTick tick in subscription.WithCancellation(limit.Token))
        {
            sequences.Add(tick.Tick.Sequence);
            if (sequences.Count == count)
            {
                break;
            }
        }

        return [.. sequences];
    }

    private async Task<T> NextAsync<T>(Func<T, bool>? isMeant = null)
        where T : ClientEvent
    {
        while (await _events.Reader.ReadAsync().Soon() is { } one)
        {
            if (one is T meant && (isMeant?.Invoke(meant) ?? true))
            {
                return meant;
            }
        }

        throw new InvalidOperationException();
    }
}
