using System.Globalization;
using System.Text.RegularExpressions;
using Ticker.Model;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>Those who do not read, or hardly; and what that means for those who do.</summary>
public partial class SlowConsumerTests
{
    private const int SmallReceiveBuffer = 4096;

    private static readonly byte[] SubscribeToAll = Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"],"on_slow":"evict"}""");

    protected virtual Road Road => Road.Plain;

    [Fact]
    public async Task NeverReading_WithTradesOverItsBudget_IsClosedWith4008AndTheOtherLosesNothing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            Road, "Subscribers:PendingTicks=1000", "Subscribers:WriteDeadline=00:01:00", "Subscribers:CloseGrace=00:01:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient healthy = await StreamClient.ConnectAsync(server);
        await healthy.SubscribeAndReadToSeamAsync(1, "*");
        using RawPeer slow = await RawPeer.OpenAsync(server, SmallReceiveBuffer);
        await slow.SendAsync(SubscribeToAll);
        await slow.ReadFrameAsync(Frames.Text);
        await slow.ReadFrameAsync(Frames.Text);

        ulong traded = 0;
        ulong read = 0;
        var reading = ReadTradesAsync(healthy, until: () => server.Evictions > 0 && traded > 0, upTo: () => traded, each: last => Volatile.Write(ref read, last));
        await Patience.UntilAsync(() => server.Evictions > 0, () => "not evicted", async () =>
        {
            // No faster than the other reads, whose budget is as small.
            for (int n = 0; n < 50 && traded - Volatile.Read(ref read) < 500; n++)
            {
                await feed.TradeAsync(1, 100);
                traded++;
            }

            await feed.FlushAsync();
        });
        await reading.WaitAsync(Patience.Limit);
        Assert.Equal(1, server.Evictions);

        // Within the grace it reads again: all that was sent before is whole, then comes the close.
        ulong last = 0;
        RawFrame frame;
        while (!(frame = await slow.ReadFrameAsync()).IsClose)
        {
            foreach (Match trade in TradeSequence().Matches(frame.Text))
            {
                last = ulong.Parse(trade.Groups[1].Value, CultureInfo.InvariantCulture);
            }
        }

        Assert.Equal(4008, frame.Code);
        string[] reason = frame.Reason.Split(':');
        Assert.Equal("slow", reason[0]);
        Assert.Equal(server.Pipeline.Position.Epoch, long.Parse(reason[1], CultureInfo.InvariantCulture));
        Assert.InRange(ulong.Parse(reason[2], CultureInfo.InvariantCulture), 1UL, last);
        await slow.SendAsync(Frames.Close(4008));
        await slow.AssertEndAsync();
        await healthy.CloseAsync();
        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task NeverReading_AtTheWriteDeadline_IsEvictedAndReleased()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:WriteDeadline=00:00:00.3", "Subscribers:CloseGrace=00:00:00.3");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 500).Select(n => $"XNAS:S{n}")]);
        using RawPeer slow = await RawPeer.OpenAsync(server, SmallReceiveBuffer);
        await slow.SendAsync(SubscribeToAll);
        await using (TickFlow.Paced(20_000, n => feed.QuoteAsync((uint)(n % 500) + 1, n), feed.FlushAsync))
        {
            await Patience.UntilAsync(() => server.Evictions == 1, () => "not evicted");
            await server.UntilEmptyAsync();
        }
    }

    [Fact]
    public async Task Trickling_AFewBytesAtATime_DoesNotResetTheDeadline()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            Road, "Subscribers:WriteDeadline=00:00:00.5", "Subscribers:CloseGrace=00:00:00.3", "Subscribers:PendingTicks=10000000", "Subscribers:PendingBytes=2000000000");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 500).Select(n => $"XNAS:S{n}")]);
        using RawPeer slow = await RawPeer.OpenAsync(server, SmallReceiveBuffer);
        await slow.SendAsync(SubscribeToAll);
        byte[] few = new byte[3];
        int read = 0;
        await using (TickFlow.Paced(20_000, n => feed.QuoteAsync((uint)(n % 500) + 1, n), feed.FlushAsync))
        {
            while (server.Evictions == 0)
            {
                read += await slow.ReadSomeAsync(few);
                await Task.Delay(2);
                Assert.True(read < 100_000, "it was never evicted");
            }

            await server.UntilEmptyAsync();
        }
    }

    [Fact]
    public async Task Recovering_BeforeItsBudgetIsSpent_LosesNothingAndGetsNothingTwice()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "*");
        const ulong Trades = 100_000;
        for (ulong n = 0; n < Trades; n++)
        {
            await feed.TradeAsync(1, 100);
        }

        await feed.FlushAsync();
        await server.UntilAppliedAsync(Trades);
        await ReadTradesAsync(client, until: () => true, upTo: () => Trades);
        Assert.Equal(0, server.Evictions);
    }

    [Fact]
    public async Task Pings_WhosePongsAreNeverRead_CostNoMoreThanTheWriteDeadline()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "Subscribers:WriteDeadline=00:00:00.3", "Subscribers:CloseGrace=00:00:00.3");
        byte[] pings = Frames.Join(Enumerable.Repeat(Frames.Ping(new byte[125]), 1_000));
        using (RawPeer peer = await RawPeer.OpenAsync(server, SmallReceiveBuffer))
        {
            while (server.Evictions == 0)
            {
                await peer.TrySendAsync(pings);
            }
        }

        await HealthySubscriber.AssertServedAsync(server);
    }

    [Fact]
    public async Task Replies_ThatAreNeverRead_AreBoundedByTheirBudget()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            Road, "Subscribers:PendingReplyBytes=20000", "Subscribers:CloseGrace=00:01:00", "Subscribers:WriteDeadline=00:01:00",
            "WebSockets:MessageBurst=1000000", "Subscribers:HeartbeatInterval=01:00:00");
        byte[] asking = Frames.Join(Enumerable.Repeat(Frames.TextOf("""{"op":"unsubscribe","id":7}"""), 100));
        using (RawPeer peer = await RawPeer.OpenAsync(server, SmallReceiveBuffer))
        {
            while (server.Evictions == 0)
            {
                await peer.SendAsync(asking);
            }

            RawFrame frame;
            while (!(frame = await peer.ReadFrameAsync()).IsClose)
            {
                Assert.Contains("unknown_id", frame.Text, StringComparison.Ordinal);
            }

            Assert.Equal(4008, frame.Code);
            await peer.SendAsync(Frames.Close(4008));
            await peer.AssertEndAsync();
        }

        await HealthySubscriber.AssertServedAsync(server);
    }

    [Fact]
    public async Task Replies_ThatPileUpWhileOthersAreReadSlowly_AllArriveInOrder()
    {
        // So many under way that more wait than one send takes, and yet not as many as the budget.
        const int UnderWay = 1_500;
        const int Messages = 20_000;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road, "WebSockets:MessageBurst=1000000", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer peer = await RawPeer.OpenAsync(server, SmallReceiveBuffer);
        using var window = new SemaphoreSlim(UnderWay);
        Task asking = Task.Run(async () =>
        {
            for (int id = 1; id <= Messages; id++)
            {
                Assert.True(await window.WaitAsync(Patience.Limit));
                await peer.SendAsync(Frames.TextOf($$"""{"op":"unsubscribe","id":{{id}}}"""));
            }
        });
        for (int id = 1; id <= Messages; id++)
        {
            Assert.Contains($"\"id\":{id},", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
            window.Release();
        }

        await asking;
        Assert.Equal(0, server.Evictions);
    }

    private static async Task ReadTradesAsync(StreamClient client, Func<bool> until, Func<ulong> upTo, Action<ulong>? each = null)
    {
        ulong last = 0;
        while (!until() || last < upTo())
        {
            Tick trade = await client.NextTickAsync();
            Assert.Equal(last + 1, trade.TradeId);
            last = trade.TradeId;
            each?.Invoke(last);
        }
    }

    [GeneratedRegex("\"seq\":\"?([0-9]+)")]
    private static partial Regex TradeSequence();
}
