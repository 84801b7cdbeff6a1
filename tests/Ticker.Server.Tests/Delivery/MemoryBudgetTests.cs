using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Tests.Delivery;

/// <summary>A real server that has hardly any memory for its subscribers.</summary>
public sealed class MemoryBudgetTests
{
    private static readonly long OfConnection = ConnectionMemory.CostOf(new StreamEndpointOptions());

    [Fact]
    public async Task Budget_Default_HasRoomForTenThousandIdleConnectionsOnAMachineWith8GiB()
    {
        const long Half = 4L * 1024 * 1024 * 1024;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        MemoryBudget memory = server.Pipeline.Memory;
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, memory.Limit);
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "XNAS:AAPL");
        Assert.InRange(memory.Taken, OfConnection + 1, Half / 10_000);
        await client.CloseAsync();
        await UntilAllIsGivenBackAsync(server);
    }

    [Fact]
    public async Task Connection_WithoutRoom_Is503WithRetryAfterUntilThereIs()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("MemoryBudget=1100000");
        int room = (int)(1_100_000 / OfConnection);
        var clients = new List<StreamClient>();
        for (int n = 0; n < room; n++)
        {
            clients.Add(await StreamClient.ConnectAsync(server));
        }

        using (RawPeer refused = await RawPeer.ConnectAsync(server.Web))
        {
            await refused.SendAsync(Handshakes.With());
            HttpHead head = await refused.ReadHeadAsync();
            Assert.Equal((503, "5"), (head.Status, head["Retry-After"]));
        }

        Assert.Equal((room, room * OfConnection), (server.Endpoint.Connections, server.Pipeline.Memory.Taken));
        await clients[0].CloseAsync();
        await Patience.UntilAsync(() => server.Endpoint.Connections == room - 1, () => "it is not gone");
        clients.Add(await StreamClient.ConnectAsync(server));
        foreach (StreamClient client in clients.Skip(1))
        {
            await client.CloseAsync();
        }

        clients.ForEach(client => client.Dispose());
        await UntilAllIsGivenBackAsync(server);
    }

    [Fact]
    public async Task Subscribe_WithoutRoom_IsRefusedAndServedAfterAnotherHasUnsubscribed()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("MemoryBudget=1100000");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient first = await StreamClient.ConnectAsync(server);
        using StreamClient second = await StreamClient.ConnectAsync(server);
        int served = 0;
        while (await IsServedAsync(first, served + 1))
        {
            served++;
        }

        Assert.InRange(served, 1, 20);
        await second.SubscribeAsync(77, "XNAS:AAPL");
        ErrorReply error = await second.NextAsync<ErrorReply>();
        Assert.Equal(("budget_exceeded", 77, false), (error.Code, error.Id, error.Fatal));
        await first.SendAsync(new UnsubscribeMessage { Id = 1 });
        await first.NextAsync<Unsubscribed>();
        await Patience.UntilAsync(() => server.Subscriptions == served - 1, () => "it is not forgotten");
        await second.SubscribeAndReadToSeamAsync(77, "XNAS:AAPL");
        await feed.TradeAsync(1, 100);
        await feed.FlushAsync();
        Assert.Equal(TickKind.Trade, (await second.NextTickAsync()).Kind);
        await first.CloseAsync();
        await second.CloseAsync();
        await UntilAllIsGivenBackAsync(server);
    }

    [Fact]
    public async Task SlowReader_OfEverything_StaysWithinTheBudgetAndTheHealthyOneBesideItLosesNothing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "MemoryBudget=2000000", "Subscribers:WriteDeadline=00:05:00", "Subscribers:CloseGrace=00:00:01");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient healthy = await StreamClient.ConnectAsync(server);
        await healthy.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All });
        await healthy.NextAsync<Seam>();
        using RawPeer slow = await RawPeer.OpenAsync(server, receiveBuffer: 4096);
        await slow.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all"}"""));
        MemoryBudget memory = server.Pipeline.Memory;
        long most = 0;
        ulong last = 0;
        while (server.Evictions == 0)
        {
            // No faster than the healthy one reads: it is not to be slow.
            for (int n = 0; n < 500; n++)
            {
                await feed.TradeAsync(1, 100);
            }

            await feed.FlushAsync();
            for (int n = 0; n < 500; n++)
            {
                Tick trade = await healthy.NextTickAsync();
                Assert.Equal(last + 1, trade.TradeId);
                last = trade.TradeId;
                most = Math.Max(most, memory.Taken);
            }
        }

        Assert.InRange(most, 1_000_000, memory.Limit);
        await healthy.CloseAsync();
        await UntilAllIsGivenBackAsync(server);
    }

    [Fact]
    public async Task Message_LongerThanThereIsRoomFor_ClosesWith1013()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("MemoryBudget=1100000");
        using (StreamClient client = await StreamClient.ConnectAsync(server))
        {
            await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = [.. Enumerable.Range(0, 60_000).Select(n => $"XNAS:SYMBOL{n}")] });
            Assert.Equal((1013, "memory_budget"), await client.ReadToCloseAsync());
        }

        await UntilAllIsGivenBackAsync(server);
    }

    private static async Task<bool> IsServedAsync(StreamClient client, int id)
    {
        await client.SubscribeAsync(id, "XNAS:AAPL");
        while (true)
        {
            Arrival arrival = await client.NextAsync();
            if (arrival.Control is Seam or ErrorReply { Code: "budget_exceeded" })
            {
                return arrival.Control is Seam;
            }
        }
    }

    private static async Task UntilAllIsGivenBackAsync(ServerUnderTest server)
    {
        await server.UntilEmptyAsync();
        await Patience.UntilAsync(() => server.Pipeline.Memory.Taken == 0, () => $"{server.Pipeline.Memory.Taken} bytes are still taken");
    }
}
