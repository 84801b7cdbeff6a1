using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>Subscribers that come back, to the real server.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Subscribe_AfterARestart_GetsFromTheJournalWhatItMissedAndThenWhatIsLive()
    {
        using var journal = new JournalDirectory();
        long epoch;
        ulong last;
        await using (ServerUnderTest first = await ServerUnderTest.StartAsync($"Journal:Directory={journal.Path}"))
        {
            await using TestFeed feed = await first.OpenFeedAsync("prices");
            await feed.DefineAsync(first, "XNAS:AAPL");
            last = await PublishAsync(first, feed, from: 1, count: 20_000);
            epoch = first.Pipeline.Position.Epoch;
        }

        await using ServerUnderTest server = await ServerUnderTest.StartAsync($"Journal:Directory={journal.Path}");
        Assert.Equal(epoch, server.Pipeline.Position.Epoch);
        await using TestFeed again = await server.OpenFeedAsync("prices");
        await again.DefineAsync(1, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        const ulong From = 5_000;
        await client.SendAsync(new SubscribeMessage
        {
            Id = 1, Symbols = ["XNAS:AAPL"], Kinds = TickKinds.Trade, Mode = DeliveryMode.All, From = StartFrom.Position(epoch, From),
        });
        await PublishAsync(server, again, from: 20_001, count: 10_000);

        var prices = new List<long>();
        ulong seam = 0;
        while (seam == 0 || prices.Count == 0 || prices[^1] < 30_000)
        {
            Arrival arrival = await client.NextAsync();
            seam = arrival.Control is Seam here ? here.Sequence : seam;
            Assert.False(arrival.Control is Gap or ErrorReply, $"{arrival.Control}");
            foreach (Tick tick in arrival.Ticks)
            {
                Assert.True(tick.Sequence > From && (seam == 0 || tick.Sequence > seam), $"{tick} came after the seam at {seam}");
                prices.Add(tick.Price);
            }
        }

        Assert.Equal(Enumerable.Range((int)prices[0], 30_001 - (int)prices[0]).Select(price => (long)price), prices);
        Assert.Equal((long)(From + 1) - (long)(last - 20_000), prices[0]);
        Assert.InRange(seam, From, server.Pipeline.Position.Sequence);
        await client.CloseAsync();
    }

    // The price of each trade is its number.
    private static async Task<ulong> PublishAsync(ServerUnderTest server, TestFeed feed, long from, int count)
    {
        ulong before = server.Pipeline.Position.Sequence;
        for (long n = from; n < from + count; n++)
        {
            await feed.TradeAsync(1, n, sequence: (ulong)n);
        }

        await feed.FlushAsync();
        await server.UntilAppliedAsync(before + (ulong)count);
        return before + (ulong)count;
    }
}
