using System.Text.Json;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Roads;

public sealed class EventsTests
{
    private const int SmallReceiveBuffer = 4096;

    [Fact]
    public async Task Events_FromTheStateOn_TellEachMessageByItsNameAndWhereToResume()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using EventReader events = await roads.EventsAsync("symbols=XNAS:AAPL,XNAS:NOPE");
        Assert.Equal("text/event-stream", events.Answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", events.Answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("retry: 1000", await events.LineAsync());
        Assert.Equal(roads.Server.Pipeline.Position.Epoch, (await events.NextAsync("welcome")).Json.GetProperty("epoch").GetInt64());
        Assert.Equal("XNAS:NOPE", (await events.NextAsync("subscribed")).Json.GetProperty("unknown")[0].GetString());
        Assert.Single((await events.NextAsync("ticks")).Sequences);
        Assert.Equal(roads.Cursor, (await events.NextAsync("seam")).Id);
        await roads.TradeAsync(1, 7);
        RoadEvent live = await events.NextAsync("ticks");
        Assert.Equal(roads.Cursor, live.Id);
        Assert.Equal([roads.Server.Pipeline.Position.Sequence], live.Sequences);
    }

    [Fact]
    public async Task Heartbeat_OfAQuietStream_IsACommentThatMovesThePositionOn()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Subscribers:HeartbeatInterval=00:00:00.05");
        using EventReader events = await roads.EventsAsync("symbols=XNAS:AAPL");
        await events.NextAsync("seam");
        await roads.TradeAsync(2, 1);
        string cursor = roads.Cursor;
        RoadEvent beat;
        do
        {
            beat = await events.NextAsync("");
        }
        while (beat.Id != cursor);
        Assert.Equal("heartbeat", beat.Json.GetProperty("ev").GetString());
    }

    [Fact]
    public async Task LastEventId_OfAnyEventInModeAll_GivesWhatFollowedItOnceEach()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        var ids = new List<string>();
        var got = new List<ulong>();
        await using (TickFlow.Paced(2_000, n => roads.Feed.TradeAsync(1, n + 1), roads.Feed.FlushAsync))
        {
            string? last = null;
            for (int connection = 0; connection < 10; connection++)
            {
                // As a browser does: the address of the first time, and the newest id.
                using EventReader events = await roads.EventsAsync("symbols=XNAS:AAPL&mode=all&from=now", last);
                for (int n = 0; n < 7; n++)
                {
                    RoadEvent one = (await events.NextAsync())!;
                    got.AddRange(one.Sequences);
                    last = one.Id ?? last;
                }
            }
        }

        // Trades of one instrument, and nothing else: each sequence follows the one before.
        Assert.True(got.Count > 10);
        Assert.Equal(Enumerable.Range(0, got.Count).Select(n => got[0] + (ulong)n), got);
    }

    [Fact]
    public async Task LastEventId_OfAnotherEpoch_TellsTheGapAndGivesTheState()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using EventReader events = await roads.EventsAsync("symbols=*", "77:5");
        Assert.Equal("epoch_changed", (await events.NextAsync("gap")).Json.GetProperty("cause").GetString());
        Assert.Single((await events.NextAsync("ticks")).Sequences);
        Assert.Equal(roads.Cursor, (await events.NextAsync("seam")).Id);
    }

    [Fact]
    public async Task Client_ThatLeaves_LeavesNothing()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        for (int n = 0; n < 20; n++)
        {
            using EventReader events = await roads.EventsAsync("symbols=*");
            await events.NextAsync("subscribed");
        }

        await roads.UntilNobodyIsLeftAsync();
    }

    [Fact]
    public async Task Client_ThatNeverReads_IsCutOffAfterTheWriteDeadlineAndTheOtherLosesNothing()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Subscribers:WriteDeadline=00:00:00.5", "Subscribers:CloseGrace=00:00:00.2");
        using EventReader healthy = await roads.EventsAsync("symbols=XNAS:AAPL&mode=all");
        await healthy.NextAsync("seam");
        using RawPeer slow = await RawPeer.ConnectAsync(roads.Server.Web, SmallReceiveBuffer);
        await slow.SendAsync(Handshakes.Request("GET /v1/events?symbols=*&mode=all HTTP/1.1", "Host: localhost"));
        Assert.Equal(200, (await slow.ReadHeadAsync()).Status);
        ulong expected = 0;
        async Task ReadAsync()
        {
            foreach (ulong sequence in (await healthy.NextAsync("ticks")).Sequences)
            {
                Assert.Equal(expected == 0 ? sequence : expected, sequence);
                expected = sequence + 1;
            }
        }

        await Patience.UntilAsync(() => roads.Server.Evictions > 0, () => "not evicted", async () =>
        {
            for (int n = 0; n < 200; n++)
            {
                await roads.Feed.TradeAsync(1, n + 1);
            }

            await roads.Feed.FlushAsync();
            await ReadAsync();
        });
        await Patience.UntilAsync(() => roads.Server.Subscribers == 1, () => "it is still there");
        await slow.ReadToEndAsync();
        await Patience.UntilAsync(() => roads.Server.Log.Of(2303).Count == 1, () => "it is not in the log");
    }

    [Fact]
    public async Task Server_ThatEnds_SaysSoAfterTheAccounts()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 1);
        using EventReader events = await roads.EventsAsync("symbols=*");
        await events.NextAsync("seam");
        await roads.TradeAsync(1, 5);
        await events.NextAsync("ticks");
        roads.Server.Pipeline.Drain();
        JsonElement statement = (await events.NextAsync("statement")).Json;
        Assert.Equal((1, 1), (statement.GetProperty("matched").GetInt32(), statement.GetProperty("delivered").GetInt32()));
        Assert.Equal(1001, (await events.NextAsync("close")).Json.GetProperty("code").GetInt32());
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task Ticks_AreTheSameMessagesOneALine()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using EventReader lines = await EventReader.OpenAsync(roads.Http, "symbols=XNAS:AAPL", path: "/v1/ticks");
        Assert.Equal("application/x-ndjson", lines.Answer.Content.Headers.ContentType?.MediaType);
        var names = new List<string>();
        for (int n = 0; n < 4; n++)
        {
            JsonElement message = JsonDocument.Parse((await lines.LineAsync())!).RootElement;
            names.Add(message.TryGetProperty("ev", out JsonElement ev) ? ev.GetString()! : "ticks");
        }

        Assert.Equal(["welcome", "subscribed", "ticks", "seam"], names);
        await roads.TradeAsync(1, 7);
        string? line;
        while (!(line = await lines.LineAsync())!.Contains("\"ticks\"", StringComparison.Ordinal))
        {
        }

        Assert.Equal([roads.Server.Pipeline.Position.Sequence], RoadEvent.SequencesOf(JsonDocument.Parse(line!).RootElement));
    }
}
