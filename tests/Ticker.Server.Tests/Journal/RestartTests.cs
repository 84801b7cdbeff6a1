using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Metrics;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Journal;

/// <summary>A server that is stopped, and another that goes on with its journal.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Start_WithAJournal_HasTheLastValuesBeforeAnybodyPublishes()
    {
        using var journal = new JournalDirectory();
        (long epoch, ulong position) = await RunOnceAsync(journal);

        await using ServerUnderTest server = await ServerUnderTest.StartAsync($"Journal:Directory={journal.Path}");
        Assert.Equal(epoch, server.Pipeline.Position.Epoch);
        using StreamClient client = await StreamClient.ConnectAsync(server);
        Assert.Equal(epoch, client.Welcome.Epoch);
        await client.SubscribeAsync(1, "XNAS:*");
        Assert.Equal(["XNAS:AAPL", "XNAS:MSFT"], (await client.NextAsync<Subscribed>()).Instruments.Select(one => one.FullName).Order());
        Arrival snapshot = await client.NextButHeartbeatsAsync();
        Assert.All(snapshot.Ticks, tick => Assert.Equal(TickFlags.Snapshot | TickFlags.Stale, tick.Flags));
        Assert.Equal((18_702L, 18_701L), (snapshot.Ticks.Single(tick => tick.Kind == TickKind.Quote && tick.Sequence == position - 1).BidPrice, snapshot.Ticks.Single(tick => tick.Kind == TickKind.Trade).Price));

        // Its publisher comes back with the same run: what the journal answers for is a duplicate.
        await using TestFeed feed = await server.OpenFeedAsync("prices");
        await feed.DefineAsync(1, "XNAS:AAPL");
        await feed.QuoteAsync(1, 18_702, sequence: 3);
        await feed.QuoteAsync(1, 18_703, sequence: 4);
        await feed.FlushAsync();
        Tick live = await client.NextTickAsync();
        Assert.Equal((18_703L, TickFlags.None), (live.BidPrice, live.Flags));
        Assert.True(live.Sequence > position);
        Assert.Equal(1, server.Pipeline.Feeds.Find(1).Counts.Duplicates);
        await client.CloseAsync();
    }

    [Fact]
    public async Task Stop_AfterTicks_TheMeterHasToldOfThem()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var reading = new MeterReading(server);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");

        IReadOnlyDictionary<string, long> figures = reading.Read();
        Assert.Equal((2L, 0L, 0L, 0L), (figures["ticker.journal.records"], figures["ticker.journal.lost"], figures["ticker.journal.stopped"], figures["ticker.journal.failures"]));
    }

    [Fact]
    public async Task Start_WithoutAJournal_WritesNothing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Journal:Enabled=false");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");

        Assert.Empty(Directory.EnumerateFileSystemEntries(server.Journal.Path));
    }

    [Fact]
    public async Task Start_WhileAnotherServerWritesTheJournal_SaysSoAndEndsWith1()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using ServerProcess second = ServerProcess.Start(
            "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", server.Journal.Setting);
        (int exitCode, string output, string errors) = await second.EndAsync();
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("another server", errors, StringComparison.Ordinal);
        Assert.Contains("Ticker:Journal:Directory", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    // Its last records but for the feed's end: a quote of sequence position - 1, and that the feed's stream broke.
    private static async Task<(long Epoch, ulong Position)> RunOnceAsync(JournalDirectory journal)
    {
        await using ServerUnderTest first = await ServerUnderTest.StartAsync($"Journal:Directory={journal.Path}");
        await using (TestFeed feed = await first.OpenFeedAsync("prices"))
        {
            await feed.DefineAsync(first, "XNAS:AAPL", "XNAS:MSFT");
            await feed.QuoteAsync(1, 18_700, sequence: 1);
            await feed.TradeAsync(1, 18_701, sequence: 2);
            await feed.QuoteAsync(1, 18_702, sequence: 3);
            await feed.FlushAsync();
        }

        const ulong Records = 7;
        await first.UntilAppliedAsync(Records);
        return (first.Pipeline.Position.Epoch, Records);
    }
}
