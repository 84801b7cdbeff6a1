using System.Net;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;
using Road = Ticker.Server.Tests.Peers.Road;

namespace Ticker.Server.Tests.Roads;

/// <summary>What is asked for by HTTP is the same over TLS and HTTP/2 as over a plain connection.</summary>
public sealed class EveryTransportTests
{
    public static TheoryData<Road> Transports => [Road.Plain, Road.Tls, Road.Http2, Road.Http2OverTls];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Events_OverATransport_AreTheStateThenWhatIsLiveThenTheEnd(Road road)
    {
        await using RoadServer roads = await RoadServer.StartAsync(road);
        await roads.QuoteAsync(1, 100);
        using EventReader events = await roads.EventsAsync("symbols=XNAS:AAPL");
        Assert.Equal(roads.Http.DefaultRequestVersion, events.Answer.Version);
        Assert.Single((await events.NextAsync("ticks")).Sequences);
        Assert.Equal(roads.Cursor, (await events.NextAsync("seam")).Id);
        await roads.TradeAsync(1, 7);
        RoadEvent live = await events.NextAsync("ticks");
        Assert.Equal((roads.Cursor, roads.Server.Pipeline.Position.Sequence), (live.Id, live.Sequences.Single()));
        using (EventReader again = await roads.EventsAsync("symbols=XNAS:AAPL&mode=all", lastEventId: live.Id))
        {
            await again.NextAsync("seam");
            await roads.TradeAsync(1, 8);
            Assert.Equal([roads.Server.Pipeline.Position.Sequence], (await again.NextAsync("ticks")).Sequences);
        }

        roads.Server.Pipeline.Drain();
        await events.NextAsync("statement");
        Assert.Equal(1001, (await events.NextAsync("close")).Json.GetProperty("code").GetInt32());
        Assert.Null(await events.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Ticks_OverATransport_ComeOneByOneAsTheyAreMade(Road road)
    {
        await using RoadServer roads = await RoadServer.StartAsync(road);
        using EventReader lines = await EventReader.OpenAsync(roads.Http, "symbols=XNAS:AAPL&mode=all", path: "/v1/ticks");
        Assert.Equal(roads.Http.DefaultRequestVersion, lines.Answer.Version);
        string line;
        while (!(line = (await lines.LineAsync())!).Contains("\"seam\"", StringComparison.Ordinal))
        {
        }

        for (int n = 0; n < 20; n++)
        {
            await roads.TradeAsync(1, n + 1);
            do
            {
                line = (await lines.LineAsync())!;
            }
            while (!line.Contains("\"ticks\"", StringComparison.Ordinal));
            Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadEvent.SequencesOf(JsonDocument.Parse(line).RootElement));
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Polls_OverATransport_WaitAndLoseNothing(Road road)
    {
        // A feed that is silent for long would be news, too.
        await using RoadServer roads = await RoadServer.StartAsync(road, "Feeds:FeedTimeout=00:10:00");
        string cursor = roads.Cursor;
        for (int n = 0; n < 20; n++)
        {
            Task<JsonElement>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => roads.PollAsync($"symbols=*&mode=all&from={cursor}"))];
            await Patience.UntilAsync(() => roads.Server.Subscriptions == waiting.Length, () => $"{roads.Server.Subscriptions} wait");
            await roads.TradeAsync(1, n + 1);
            foreach (JsonElement answer in await Task.WhenAll(waiting))
            {
                Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadServer.SequencesOf(answer));
                cursor = answer.GetProperty("cursor").GetString()!;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Snapshot_OverATransport_HasATagThatSavesTheNext(Road road)
    {
        await using RoadServer roads = await RoadServer.StartAsync(road);
        await roads.QuoteAsync(1, 100);
        using HttpResponseMessage first = await roads.GetAsync("/v1/snapshot?symbols=*");
        using HttpResponseMessage same = await roads.GetAsync("/v1/snapshot?symbols=*", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, same.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        await roads.QuoteAsync(1, 101);
        using HttpResponseMessage changed = await roads.GetAsync("/v1/snapshot?symbols=*", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Contains("\"bp\":1.01", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task History_OverATransport_IsWholeAndTheSameInPieces(Road road)
    {
        const int Trades = 20_000;
        await using RoadServer roads = await RoadServer.StartAsync(road);
        for (int n = 1; n < Trades; n++)
        {
            await roads.Feed.TradeAsync(1, n);
        }

        await roads.TradeAsync(1, Trades);
        await roads.Server.UntilAppliedAsync((ulong)Trades + 3);
        string[] lines = (await TextAsync(roads, "/v1/history?symbol=XNAS:AAPL&limit=50000")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Trades + 1, lines.Length);
        string half = JsonDocument.Parse(lines[(Trades / 2) - 1]).RootElement.GetProperty("sequence").GetRawText();
        string rest = await TextAsync(roads, $"/v1/history?symbol=XNAS:AAPL&limit=50000&from={roads.Server.Pipeline.Position.Epoch}:{half}");
        Assert.Equal(lines[(Trades / 2)..^1], rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1]);
    }

    private static async Task<string> TextAsync(RoadServer roads, string path)
    {
        using HttpResponseMessage answer = await roads.GetAsync(path);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
