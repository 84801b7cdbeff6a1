using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

public sealed class PollTests
{
    [Fact]
    public async Task Poll_WithoutACursor_GivesTheStateAndWhereToGoOn()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        JsonElement first = await roads.PollAsync("symbols=*");
        Assert.Equal(roads.Cursor, first.GetProperty("cursor").GetString());
        Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadServer.SequencesOf(first));
    }

    [Theory]
    [InlineData("XNAS:AAPL")]
    [InlineData("XNAS:NONE")]
    public async Task Poll_OfAStateWithNothingInIt_IsAnsweredAtOnceAndTheNextWaits(string symbol)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        JsonElement first = await roads.PollAsync($"symbols={symbol}&wait_ms=60000");
        Assert.Equal(roads.Cursor, first.GetProperty("cursor").GetString());
        Assert.Empty(RoadServer.SequencesOf(first));
        Assert.Equal(
            ["statement"],
            (await roads.PollAsync($"symbols={symbol}&wait_ms=1&from={roads.Cursor}")).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("ev").GetString()));
    }

    [Fact]
    public async Task Polls_InModeAllWhileTicksFlow_GiveEachTickOnce()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollBytes=4096");
        string cursor = roads.Cursor;
        ulong next = roads.Server.Pipeline.Position.Sequence + 1;
        int answers = 0;
        await using (TickFlow.Paced(5_000, n => roads.Feed.TradeAsync(1, n + 1), roads.Feed.FlushAsync))
        {
            while (next < 4_000)
            {
                JsonElement answer = await roads.PollAsync($"symbols=XNAS:AAPL&mode=all&from={cursor}&wait_ms=10000");
                foreach (ulong sequence in RoadServer.SequencesOf(answer))
                {
                    Assert.Equal(next++, sequence);
                }

                cursor = answer.GetProperty("cursor").GetString()!;
                answers++;
            }
        }

        Assert.True(answers > 1);
    }

    [Fact]
    public async Task Polls_InModeLatestWhileQuotesFlow_EndWithTheNewestAndNeverGoBack()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        string cursor = roads.Cursor;
        ulong newest = 0;
        await using (TickFlow.Paced(5_000, n => roads.Feed.QuoteAsync(1, n + 1), roads.Feed.FlushAsync))
        {
            for (int n = 0; n < 30; n++)
            {
                JsonElement answer = await roads.PollAsync($"symbols=XNAS:AAPL&from={cursor}");
                foreach (ulong sequence in RoadServer.SequencesOf(answer))
                {
                    Assert.True(sequence >= newest, $"{sequence} after {newest}");
                    newest = sequence;
                }

                cursor = answer.GetProperty("cursor").GetString()!;
            }
        }

        ulong last = roads.Server.Pipeline.Position.Sequence;
        while (newest < last)
        {
            JsonElement answer = await roads.PollAsync($"symbols=XNAS:AAPL&from={cursor}");
            newest = RoadServer.SequencesOf(answer).Last();
            cursor = answer.GetProperty("cursor").GetString()!;
        }

    }

    [Fact]
    public async Task Poll_UntilItsTimeIsUp_IsEmptyAndItsCursorHasMovedOnWithTheStream()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        string cursor = roads.Cursor;
        await roads.TradeAsync(2, 5);
        JsonElement answer = await roads.PollAsync($"symbols=XNAS:AAPL&from={cursor}&wait_ms=1");
        Assert.Empty(RoadServer.SequencesOf(answer));
        Assert.Equal(roads.Cursor, answer.GetProperty("cursor").GetString());
        Assert.Empty(RoadServer.SequencesOf(await roads.PollAsync("symbols=XNAS:AAPL&from=now&wait_ms=0")));
    }

    [Fact]
    public async Task Poll_ThatWaits_IsAnsweredWhenSomethingComes()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        Task<JsonElement>[] waiting = [.. Enumerable.Range(0, 200).Select(_ => roads.PollAsync($"symbols=XNAS:AAPL&from={roads.Cursor}"))];
        await Patience.UntilAsync(() => roads.Server.Subscriptions == waiting.Length, () => $"{roads.Server.Subscriptions} wait");
        await roads.TradeAsync(1, 5);
        foreach (JsonElement answer in await Task.WhenAll(waiting))
        {
            Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadServer.SequencesOf(answer));
            Assert.Equal(roads.Cursor, answer.GetProperty("cursor").GetString());
        }
    }

    [Fact]
    public async Task Poll_WhoseCursorIsOfAnotherEpoch_TellsTheGapAndGivesTheState()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        JsonElement answer = await roads.PollAsync("symbols=*&from=77:5");
        Assert.Contains(answer.GetProperty("messages").EnumerateArray(), message =>
            message.TryGetProperty("cause", out JsonElement cause) && cause.GetString() == "epoch_changed");
        Assert.Single(RoadServer.SequencesOf(answer));
        Assert.Equal(roads.Cursor, answer.GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task Polls_BeyondTheMostOfAnAddress_AreAnswered429AndThoseThatWaitGoOn()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:MaxPerAddress=50", "Proxies:Trusted:0=127.0.0.1");
        roads.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Task<HttpResponseMessage>[] polls = [.. Enumerable.Range(0, 500).Select(_ => roads.Http.GetAsync(new Uri($"/v1/poll?symbols=XNAS:AAPL&from={roads.Cursor}", UriKind.Relative)))];
        await Patience.UntilAsync(() => polls.Count(poll => poll.IsCompleted) == 450 && roads.Server.Subscriptions == 50, () => $"{polls.Count(poll => poll.IsCompleted)} are answered, {roads.Server.Subscriptions} wait");
        foreach (Task<HttpResponseMessage> refused in polls.Where(poll => poll.IsCompleted))
        {
            using HttpResponseMessage answer = await refused;
            Assert.Equal(429, (int)answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        Task<HttpResponseMessage>[] waiting = [.. polls.Where(poll => !poll.IsCompleted)];
        await roads.TradeAsync(1, 5);
        foreach (HttpResponseMessage answer in await Task.WhenAll(waiting))
        {
            Assert.Equal(200, (int)answer.StatusCode);
            answer.Dispose();
        }
    }
}
