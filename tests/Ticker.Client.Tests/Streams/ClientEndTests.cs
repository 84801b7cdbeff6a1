using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Client.Subscriptions;
using Ticker.Client.Tests.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Streams;

/// <summary>How a client ends, by whose fault, and what becomes of those who iterate.</summary>
public class ClientEndTests
{
    [Fact]
    public async Task DisposeAsync_WithinAHandler_ReturnsAndEndsTheClientBehindIt()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(stream => stream.ReadCloseAsync());
        TickerClient? client = null;
        var begun = new TaskCompletionSource();
        var returned = new TaskCompletionSource();
        client = TickerClient.Open(server.Address, new TickerClientOptions
        {
            OnEvent = async what =>
            {
                if (what is StateChanged { State: ClientState.Open })
                {
                    await begun.Task;
                    await client!.DisposeAsync();
                    returned.SetResult();
                }
            },
        });
        MarketSubscription subscription = client.Subscribe("*");
        begun.SetResult();

        await returned.Task.Soon();
        await client.Completion.Soon();
        await foreach (ReceivedTick tick in subscription)
        {
            Assert.Fail($"{tick} came");
        }

        await client.DisposeAsync().Soon();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task Open_WelcomeRequiresAKey_IsShownOrTheEnd(string? key)
    {
        string? shown = null;
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(
            async stream =>
            {
                if (key is not null)
                {
                    shown = ((AuthMessage)await stream.ReadAsync()).Token;
                    await stream.Socket.CloseOutputAsync((WebSocketCloseStatus)4401, "invalid", default);
                }

                await stream.ReadCloseAsync();
            },
            auth: AuthState.Required);
        await using TickerClient client = TickerClient.Open(server.Address, new TickerClientOptions { Key = key });

        ClientClosedException closed = await ClosedAsync(client.Subscribe("*"));

        Assert.Equal((EndReason.Unauthorized, key is null ? null : 4401, key), (closed.Reason, closed.Code, shown));
    }

    [Fact]
    public async Task Open_SomethingThatNobodyForesaw_IsClosedWithItAsItsFault()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(stream => stream.ReadCloseAsync());
        await using TickerClient client = TickerClient.Open(server.Address, new TickerClientOptions { BackoffBase = TimeSpan.FromTicks(1), Random = () => throw new InvalidOperationException("nobody thought of that") });
        MarketSubscription subscription = client.Subscribe("*");
        await server.DisposeAsync();

        ClientClosedException closed = await ClosedAsync(subscription);

        Assert.Equal((EndReason.Fault, "nobody thought of that"), (closed.Reason, closed.InnerException!.Message));
    }

    [Fact]
    public async Task Open_MemoryRunsOut_EndsEveryIteration()
    {
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(stream => stream.ReadCloseAsync());
        await using TickerClient client = TickerClient.Open(server.Address, new TickerClientOptions { BackoffBase = TimeSpan.FromTicks(1), Random = () => throw new InsufficientMemoryException("all is gone") });
        MarketSubscription subscription = client.Subscribe("*");
        await server.DisposeAsync();

        ClientClosedException closed = await ClosedAsync(subscription);

        Assert.Equal((EndReason.Fault, "all is gone"), (closed.Reason, closed.InnerException!.Message));
        await client.Completion.Soon();
    }

    [Theory]
    [InlineData("{\"messages\":[]}")]
    [InlineData("{\"cursor\":\"7\",\"messages\":[]}")]
    [InlineData("{\"cursor\":\"7:1\"}")]
    [InlineData("[")]
    public async Task Poll_AnAnswerThatMakesNoSense_IsBroken(string answer)
    {
        await using StandInStreamServer server = await StandInStreamServer.StartRawAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(answer);
        });
        // The first may be asked for before there is a subscription to ask for; then the client's first question comes later.
        await using TickerClient client = TickerClient.Open(server.Address, new TickerClientOptions { Roads = [Road.Poll], BackoffBase = TimeSpan.FromMilliseconds(1), BackoffCap = TimeSpan.FromMilliseconds(1) });

        Assert.Equal(EndReason.Broken, (await ClosedAsync(client.Subscribe("*"))).Reason);
    }

    [Fact]
    public async Task Subscribe_PositionIsNotKnownAnyMore_IsAGapAndTheState()
    {
        int lines = 0;
        var gap = new TaskCompletionSource<Gap>();
        var again = new TaskCompletionSource<StartFrom>();
        await using StandInStreamServer server = await StandInStreamServer.StartAsync(async stream =>
        {
            await stream.ReadAsync();
            if (lines++ == 0)
            {
                await stream.SendAsync(new Subscribed { Id = 1, Epoch = 7, Sequence = 900 });
                await stream.SendAsync(new Seam { Id = 1, Sequence = 900 });
                await stream.Socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", default);
            }
            else
            {
                await stream.SendAsync(new ErrorReply { Code = FaultCodes.BadValue, Message = "from.seq: the newest position is 10", Id = 1 });
                again.SetResult(((SubscribeMessage)await stream.ReadAsync()).From);
            }

            await stream.ReadCloseAsync();
        });
        await using TickerClient client = TickerClient.Open(server.Address, new TickerClientOptions
        {
            Random = () => 0,
            OnEvent = what =>
            {
                if (what is Missing missing)
                {
                    gap.SetResult(missing.Gap);
                }

                return default;
            },
        });
        client.Subscribe(["*"], new SubscriptionOptions { Mode = DeliveryMode.All });

        Assert.Equal(StartFrom.Snapshot, await again.Task.Soon());
        Gap told = await gap.Task.Soon();
        Assert.Equal((901UL, null, GapCause.PositionRefused), (told.From, told.To, told.Cause));
    }

    private static async Task<ClientClosedException> ClosedAsync(MarketSubscription subscription) =>
        await Assert.ThrowsAsync<ClientClosedException>(async () =>
        {
            await foreach (ReceivedTick tick in subscription)
            {
                Assert.Fail($"{tick} came");
            }
        }).Soon();
}
