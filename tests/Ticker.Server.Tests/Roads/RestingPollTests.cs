using System.Collections.Concurrent;
using System.Text.Json;
using Ticker.Engine.Deliver;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

public sealed class RestingPollTests
{
    [Fact]
    public async Task Poll_ThatGoesOnWhereOneEnded_TellsOnlyWhatIsNew()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00");
        await roads.QuoteAsync(1, 100);
        JsonElement first = await roads.PollAsync("symbols=XNAS:AAPL");
        Assert.Equal(1, roads.Server.Subscriptions);
        await roads.QuoteAsync(1, 101);
        JsonElement next = await roads.PollAsync($"symbols=XNAS:AAPL&from={first.GetProperty("cursor").GetString()}");
        JsonElement[] messages = [.. next.GetProperty("messages").EnumerateArray()];
        Assert.Equal(2, messages.Length);
        Assert.Equal("statement", messages[1].GetProperty("ev").GetString());
        Assert.Equal(1.01m, messages[0].GetProperty("ticks")[0].GetProperty("bp").GetDecimal());
        Assert.Equal(roads.Cursor, next.GetProperty("cursor").GetString());
        Assert.Equal(1, roads.Server.Subscriptions);
    }

    [Fact]
    public async Task Polls_FromOneCursor_EachGetWhatCameAfterIt()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00");
        string cursor = (await roads.PollAsync("symbols=XNAS:AAPL&mode=all&from=now&wait_ms=0")).GetProperty("cursor").GetString()!;
        await roads.TradeAsync(1, 5);
        ulong trade = roads.Server.Pipeline.Position.Sequence;
        for (int n = 0; n < 3; n++)
        {
            // The first goes on with what rests; the others, as one whose answer was lost, read it from the past.
            Assert.Equal([trade], RoadServer.SequencesOf(await roads.PollAsync($"symbols=XNAS:AAPL&mode=all&from={cursor}")));
        }
    }

    [Fact]
    public async Task Poll_ForOtherThanWhatRests_GetsWhatItAskedFor()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00");
        string cursor = (await roads.PollAsync("symbols=XNAS:AAPL&from=now&wait_ms=0")).GetProperty("cursor").GetString()!;
        await roads.TradeAsync(2, 5);
        Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadServer.SequencesOf(await roads.PollAsync($"symbols=XNAS:MSFT&from={cursor}")));
    }

    [Fact]
    public async Task Poll_AfterItsRest_IsServedFromThePast()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:00:00.050");
        string cursor = (await roads.PollAsync("symbols=XNAS:AAPL&from=now&wait_ms=0")).GetProperty("cursor").GetString()!;
        await roads.TradeAsync(1, 5);
        await roads.UntilNobodyIsLeftAsync();
        Assert.Equal(0, roads.Server.Evictions);
        Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadServer.SequencesOf(await roads.PollAsync($"symbols=XNAS:AAPL&from={cursor}")));
    }

    [Fact]
    public async Task Polls_WhileTheFeedIsSilent_AreToldOnceAndThenWait()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00", "Feeds:FeedTimeout=00:00:00.100");
        JsonElement stale = await roads.PollAsync($"symbols=XNAS:AAPL&from={roads.Cursor}");
        Assert.Contains(stale.GetProperty("messages").EnumerateArray(), message =>
            message.TryGetProperty("code", out JsonElement code) && code.GetString() == "stale");
        JsonElement next = await roads.PollAsync($"symbols=XNAS:AAPL&wait_ms=50&from={stale.GetProperty("cursor").GetString()}");
        Assert.Equal("statement", Assert.Single(next.GetProperty("messages").EnumerateArray()).GetProperty("ev").GetString());
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("all")]
    public async Task Polls_WhileTheFeedIsSilentWithNobodyResting_WaitForWhatIsNew(string mode)
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:RestingPolls=0", "Feeds:FeedTimeout=00:00:00.100");
        string query = $"symbols=XNAS:AAPL&mode={mode}&from=";
        for (int n = 1; n <= 3; n++)
        {
            InstrumentReport[][] lanes = [];
            await Patience.UntilAsync(
                () => lanes.Length > 0 && lanes.All(lane => lane[0].IsStale),
                () => "the feed never goes stale",
                async () => lanes = await Task.WhenAll(roads.Server.Pipeline.Lanes.Select(lane => lane.ReportAsync([1], default))));
            Task<JsonElement> poll = roads.PollAsync($"{query}{roads.Cursor}&wait_ms=60000");
            SubscriberReport? report = null;
            await Patience.UntilAsync(
                () => poll.IsCompleted || report?.Subscriptions is [{ Stage: "live" }],
                () => $"the poll is {poll.Status}",
                async () => report = roads.Server.Register.After(0) is [var peer, ..] && await peer.Served is { } served ? await served.ReportAsync(default) : null);
            await roads.TradeAsync(1, n);
            JsonElement answer = await poll;

            // That it was stale is told too.
            Assert.Single(RoadServer.SequencesOf(answer));
            Assert.Contains(answer.GetProperty("messages").EnumerateArray(), message =>
                message.TryGetProperty("code", out JsonElement code) && code.GetString() == "stale");
            await roads.UntilNobodyIsLeftAsync();
        }
    }

    [Fact]
    public async Task Resting_BeyondTheMost_AreLetGo()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00", "Roads:RestingPolls=3");
        for (int n = 0; n < 10; n++)
        {
            await roads.PollAsync("symbols=XNAS:AAPL&from=now&wait_ms=0");
        }

        await Patience.UntilAsync(() => roads.Server.Subscriptions == 3, () => $"{roads.Server.Subscriptions} rest");
    }

    [Fact]
    public async Task Resting_WhoseConnectionCloses_IsForgottenAndItsMemoryGivenBack()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00");
        long before = roads.Server.Pipeline.Memory.Taken;
        using (var client = new HttpClient { BaseAddress = roads.Http.BaseAddress })
        {
            await client.GetStringAsync(new Uri("/v1/poll?symbols=*&from=now&wait_ms=0", UriKind.Relative));
            Assert.Equal(1, roads.Server.Subscriptions);
        }

        await roads.UntilNobodyIsLeftAsync();
        await Patience.UntilAsync(() => roads.Server.Pipeline.Memory.Taken == before, () => $"{roads.Server.Pipeline.Memory.Taken} bytes are taken, {before} were");
    }

    [Fact]
    public async Task Polls_OfManyWhoAskForTheSame_GiveEachEveryTickOnce()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:RestingPolls=4", "Roads:PollBytes=4096");
        string began = roads.Cursor;
        ulong first = roads.Server.Pipeline.Position.Sequence + 1;
        var got = new ConcurrentBag<List<ulong>>();
        await using (TickFlow.Paced(5_000, n => roads.Feed.TradeAsync(1, n + 1), roads.Feed.FlushAsync))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                var sequences = new List<ulong>();
                string cursor = began;
                while (sequences.Count < 2_000)
                {
                    JsonElement answer = await roads.PollAsync($"symbols=XNAS:AAPL&mode=all&from={cursor}");
                    sequences.AddRange(RoadServer.SequencesOf(answer));
                    cursor = answer.GetProperty("cursor").GetString()!;
                }

                got.Add(sequences);
            }));
        }

        Assert.All(got, sequences => Assert.Equal(Enumerable.Range(0, sequences.Count).Select(n => first + (ulong)n), sequences));
    }
}
