using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

/// <summary>On each road the accounts are told, and are what the client counts.</summary>
public sealed class StatementsTests
{
    [Theory]
    [InlineData("/v1/events", "mode=latest")]
    [InlineData("/v1/events", "mode=all")]
    [InlineData("/v1/events", "mode=interval&interval_ms=40")]
    [InlineData("/v1/ticks", "mode=latest&conflate_trades=true")]
    [InlineData("/v1/ticks", "mode=all&from=now")]
    [InlineData("/v1/ticks", "mode=interval&interval_ms=40")]
    public async Task Stream_ThatAskedForThem_TellsAccountsThatItsClientCounts(string road, string mode)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using EventReader reader = await EventReader.OpenAsync(roads.Http, $"symbols=*&statement_ms=100&{mode}", path: road);
        var accounts = new RoadAccounts();
        await using (Flow(roads))
        {
            while (accounts.Statements < 5 || accounts.Delivered == 0)
            {
                accounts.Take(await NextAsync(reader, road));
            }
        }

        // When all has come, all of it is in the accounts, to the end.
        ulong last = roads.Server.Pipeline.Position.Sequence;
        roads.Server.Pipeline.Drain();
        for (int told = accounts.Statements; accounts.Statements == told || accounts.Of("pending") > 0;)
        {
            accounts.Take(await NextAsync(reader, road));
        }

        Assert.True(accounts.Of("matched") > 0);
        Assert.InRange((ulong)accounts.Of("matched"), 1UL, last);
    }

    [Fact]
    public async Task Stream_ThatDidNotAsk_IsToldAtItsEndOnly()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Subscribers:HeartbeatInterval=00:00:00.05");
        using EventReader reader = await roads.EventsAsync("symbols=*");
        for (int n = 0; n < 20; n++)
        {
            Assert.NotEqual("statement", (await reader.NextAsync())!.Name);
        }
    }

    [Theory]
    [InlineData("mode=all", 4096)]
    [InlineData("mode=all", 1024 * 1024)]
    [InlineData("mode=latest", 4096)]
    [InlineData("mode=interval&interval_ms=20", 1024 * 1024)]
    public async Task Polls_EachAnswer_EndsWithItsAccountsAndInModeAllTheirSumIsEveryTick(string mode, int pollBytes)
    {
        await using RoadServer roads = await RoadServer.StartAsync($"Roads:PollBytes={pollBytes}");
        ulong began = roads.Server.Pipeline.Position.Sequence;
        string cursor = roads.Cursor;
        long accounted = 0;
        long delivered = 0;
        await using (Flow(roads))
        {
            for (int answers = 0; answers < 40; answers++)
            {
                await PollAsync();
            }
        }

        // The rest, up to an answer with nothing in it.
        while (await PollAsync() > 0)
        {
        }

        Assert.True(delivered > 0);
        if (mode == "mode=all")
        {
            long all = (long)(roads.Server.Pipeline.Position.Sequence - began);
            Assert.Equal((all, all), (delivered, accounted));
        }

        async Task<long> PollAsync()
        {
            JsonElement answer = await roads.PollAsync($"symbols=*&{mode}&from={cursor}&wait_ms=200");
            var accounts = new RoadAccounts();
            foreach (JsonElement message in answer.GetProperty("messages").EnumerateArray())
            {
                Assert.Equal(0, accounts.Statements);
                accounts.Take(message);
            }

            Assert.Equal(1, accounts.Statements);
            cursor = answer.GetProperty("cursor").GetString()!;
            accounted += accounts.Of("matched") - accounts.Of("pending");
            delivered += accounts.Delivered;
            return accounts.Delivered;
        }
    }

    [Fact]
    public async Task Polls_ThatWaitTogether_EachHaveAccountsOfTheirOwn()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.TradeAsync(1, 1);
        string before = roads.Cursor;
        await roads.TradeAsync(1, 2);
        string cursor = roads.Cursor;
        JsonElement behind = await roads.PollAsync($"symbols=XNAS:AAPL&mode=all&from={before}");
        Task<JsonElement>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => roads.PollAsync($"symbols=XNAS:AAPL&mode=all&from={cursor}"))];
        await Patience.UntilAsync(() => roads.Server.Subscriptions == waiting.Length, () => $"{roads.Server.Subscriptions} wait");
        await roads.TradeAsync(1, 3);
        foreach (JsonElement answer in (await Task.WhenAll(waiting)).Append(behind))
        {
            JsonElement statement = answer.GetProperty("messages").EnumerateArray().Last();
            Assert.Equal(
                ("statement", 1, 1, 0),
                (statement.GetProperty("ev").GetString(), statement.GetProperty("matched").GetInt32(), statement.GetProperty("delivered").GetInt32(), statement.GetProperty("pending").GetInt32()));
        }
    }

    // Quotes and trades of both instruments.
    private static TickFlow Flow(RoadServer roads) => TickFlow.Paced(
        4_000, n => n % 3 == 0 ? roads.Feed.TradeAsync((uint)(1 + (n % 2)), n + 1) : roads.Feed.QuoteAsync((uint)(1 + (n % 2)), n + 1), roads.Feed.FlushAsync);

    private static async Task<JsonElement> NextAsync(EventReader reader, string road)
    {
        if (road == "/v1/events")
        {
            RoadEvent? one = await reader.NextAsync();
            Assert.NotNull(one);
            return one.Json;
        }

        string? line = await reader.LineAsync();
        Assert.NotNull(line);
        return JsonDocument.Parse(line).RootElement;
    }
}
