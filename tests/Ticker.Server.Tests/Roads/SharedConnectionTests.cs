using System.Text.Json;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using Road = Ticker.Server.Tests.Peers.Road;

namespace Ticker.Server.Tests.Roads;

/// <summary>Answers without end that are streams of one HTTP/2 connection: what they share, and what not.</summary>
public sealed class SharedConnectionTests
{
    private const int TooSlow = 2303;
    private const int Streams = 100;
    private const string Everything = "symbols=XNAS:AAPL&mode=all&from=now";

    private static readonly string[] Quiet = ["Subscribers:HeartbeatInterval=01:00:00", "Feeds:FeedTimeout=00:10:00"];

    [Theory]
    [InlineData(Road.Http2)]
    [InlineData(Road.Http2OverTls)]
    public async Task Streams_AsManyAsAConnectionMayHave_EachGetEveryTickOnce(Road road)
    {
        const int Trades = 200;
        await using RoadServer roads = await RoadServer.StartAsync(road);
        EventReader[] streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(n => EventReader.OpenAsync(roads.Http, Everything, path: n % 2 == 0 ? "/v1/events" : "/v1/ticks")));
        Assert.Equal(1, roads.Connections);
        await Patience.UntilAsync(() => roads.Server.Subscriptions == Streams, () => $"{roads.Server.Subscriptions} subscriptions");
        ulong first = roads.Server.Pipeline.Position.Sequence + 1;
        for (int n = 1; n <= Trades; n++)
        {
            await roads.Feed.TradeAsync(1, n);
        }

        await roads.Feed.FlushAsync();
        await Task.WhenAll(streams.Select(async stream =>
        {
            ulong next = first;
            while (next < first + Trades)
            {
                string line = (await stream.LineAsync())!;
                int json = line.IndexOf('{', StringComparison.Ordinal);
                foreach (ulong sequence in json < 0 ? [] : RoadEvent.SequencesOf(JsonDocument.Parse(line[json..]).RootElement))
                {
                    Assert.Equal(next++, sequence);
                }
            }
        }));
        Array.ForEach(streams, stream => stream.Dispose());
    }

    [Fact]
    public async Task Stream_ThatIsGivenNoLeaveToSend_IsPutOutByItsOwnDeadlineAndItsNeighboursGetEveryTick()
    {
        await using RoadServer roads = await RoadServer.StartAsync(Road.Http2, "Subscribers:WriteDeadline=00:00:02", "Subscribers:CloseGrace=00:00:00.3");
        using Http2Peer peer = await Http2Peer.ConnectAsync(roads.Server, streamWindow: 65_535);
        int[] streams = [1, 3, 5, 7];
        foreach (int stream in streams)
        {
            await peer.GetAsync(stream, $"/v1/ticks?{Everything}");
            await peer.UntilBodyAsync(stream, "\"seam\"");
        }

        ulong before = roads.Server.Pipeline.Position.Sequence;
        long sent = 0;
        await using (TickFlow.Paced(5_000, n => roads.Feed.TradeAsync(1, sent = n + 1), roads.Feed.FlushAsync))
        {
            // All that comes is read; the first stream alone is given no leave to send more.
            bool isOut = false;
            while (!isOut)
            {
                Http2Frame frame = await peer.UntilAsync(frame => frame.Type == Http2Frame.Data || frame.Ends);
                isOut = frame.Ends;
                Assert.True(frame.Stream == streams[0] || !frame.Ends, $"stream {frame.Stream} ended");
                if (frame.Stream != streams[0] && frame.Payload.Length > 0)
                {
                    await peer.AllowAsync(frame.Stream, frame.Payload.Length);
                    await peer.AllowAsync(0, frame.Payload.Length);
                }
            }
        }

        Assert.Equal(1, roads.Server.Evictions);
        await Patience.UntilAsync(() => roads.Server.Log.Of(TooSlow).Count == 1, () => $"{roads.Server.Log.Of(TooSlow).Count} lines in the log");
        ulong last = before + (ulong)sent;
        foreach (int stream in streams[1..])
        {
            while (!peer.BodyOf(stream).EndsWith('\n') || SequencesOf(peer.BodyOf(stream)).LastOrDefault() < last)
            {
                Http2Frame frame = await peer.UntilAsync(frame => frame.Type == Http2Frame.Data);
                await peer.AllowAsync(frame.Stream, frame.Payload.Length);
            }

            Assert.Equal(Enumerable.Range(1, (int)sent).Select(n => before + (ulong)n), SequencesOf(peer.BodyOf(stream)));
        }
    }

    [Fact]
    public async Task Connection_ThatIsGivenNoLeaveToSend_TakesItsStreamsWithItAndNobodyElse()
    {
        await using RoadServer roads = await RoadServer.StartAsync(Road.Http2, "Subscribers:WriteDeadline=00:00:01", "Subscribers:CloseGrace=00:00:00.3");
        using Http2Peer stalled = await Http2Peer.ConnectAsync(roads.Server, connectionWindow: 65_535);
        foreach (int stream in new[] { 1, 3 })
        {
            await stalled.GetAsync(stream, $"/v1/ticks?{Everything}");
            await stalled.UntilBodyAsync(stream, "\"seam\"");
        }

        using EventReader other = await EventReader.OpenAsync(roads.Http, Everything);
        await other.NextAsync("seam");
        await using (TickFlow.Paced(5_000, n => roads.Feed.TradeAsync(1, n + 1), roads.Feed.FlushAsync))
        {
            ulong next = 0;
            while (roads.Server.Evictions < 2 || roads.Server.Subscribers > 1)
            {
                foreach (ulong sequence in (await other.NextAsync("ticks")).Sequences)
                {
                    Assert.Equal(next == 0 ? sequence : next, sequence);
                    next = sequence + 1;
                }
            }
        }

        Assert.Equal(2, roads.Server.Evictions);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("ticks")]
    [InlineData("poll")]
    public async Task Reset_OfAStream_FreesItsSubscriberThoughNothingFlowsAndTheOthersGoOn(string road)
    {
        await using RoadServer roads = await RoadServer.StartAsync(Road.Http2, Quiet);
        using Http2Peer peer = await Http2Peer.ConnectAsync(roads.Server);
        await peer.GetAsync(1, $"/v1/ticks?{Everything}");
        await peer.UntilBodyAsync(1, "\"seam\"");
        await Patience.UntilAsync(() => roads.Server.Subscriptions == 1, () => $"{roads.Server.Subscriptions} subscriptions");
        long taken = roads.Server.Pipeline.Memory.Taken;
        for (int stream = 3; stream < 203; stream += 20)
        {
            for (int n = stream; n < stream + 20; n += 2)
            {
                await peer.GetAsync(n, $"/v1/{road}?{Everything}");
            }

            await Patience.UntilAsync(() => roads.Server.Subscriptions == 11, () => $"{roads.Server.Subscriptions} subscriptions");
            for (int n = stream; n < stream + 20; n += 2)
            {
                await peer.ResetAsync(n);
            }

            await Patience.UntilAsync(
                () => roads.Server.Subscribers == 1 && roads.Server.Subscriptions == 1 && roads.Server.Pipeline.Memory.Taken == taken,
                () => $"{roads.Server.Subscribers} subscribers, {roads.Server.Pipeline.Memory.Taken} bytes taken and {taken} before");
        }

        await roads.TradeAsync(1, 7);
        await peer.UntilBodyAsync(1, $"\"seq\":\"{roads.Server.Pipeline.Position.Sequence}\"");
    }

    [Fact]
    public async Task Stop_OfTheServer_TellsGoAwayAndEndsEveryStreamAfterItsAccounts()
    {
        await using RoadServer roads = await RoadServer.StartAsync(Road.Http2, Quiet);
        using Http2Peer peer = await Http2Peer.ConnectAsync(roads.Server);
        int[] streams = [1, 3, 5];
        foreach (int stream in streams)
        {
            await peer.GetAsync(stream, $"/v1/{(stream == 1 ? "ticks" : "events")}?{Everything}");
            await peer.UntilBodyAsync(stream, "seam");
        }

        Task stopping = roads.Server.App.StopAsync();
        bool goesAway = false;
        var ended = new HashSet<int>();
        while (!goesAway || ended.Count < streams.Length)
        {
            Http2Frame frame = await peer.UntilAsync(_ => true);
            goesAway |= frame.Type == Http2Frame.GoAway;
            Assert.True(frame.Type != Http2Frame.Reset, $"stream {frame.Stream} was reset");
            if (frame.Ends)
            {
                ended.Add(frame.Stream);
            }
        }

        // Nothing follows on this connection, so whoever was told GOAWAY closes it.
        peer.Dispose();
        await stopping.WaitAsync(Patience.Limit);
        Assert.Equal(streams, ended.Order());
        foreach (int stream in streams)
        {
            string body = peer.BodyOf(stream);
            Assert.InRange(body.IndexOf("\"ev\":\"statement\"", StringComparison.Ordinal), 0, body.IndexOf("\"ev\":\"close\"", StringComparison.Ordinal));
            Assert.Contains("1012", body[body.IndexOf("\"ev\":\"close\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Proxies:Trusted:0=192.0.2.1", false)]
    [InlineData("Proxies:Trusted:0=127.0.0.1", false)]
    [InlineData("Lanes=1", true)]
    public async Task Scheme_OfTlsThatAProxyEnded_IsTakenOnlyWhereProxiesAre(string setting, bool refused)
    {
        await using RoadServer roads = await RoadServer.StartAsync(Road.Http2, setting);
        using Http2Peer peer = await Http2Peer.ConnectAsync(roads.Server);
        await peer.GetAsync(1, "/v1/snapshot?symbols=*", scheme: "https");
        Http2Frame answer = await peer.UntilAsync(frame => frame.Stream == 1);
        Assert.Equal(refused, answer.Type == Http2Frame.Reset);
    }

    private static ulong[] SequencesOf(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => RoadEvent.SequencesOf(JsonDocument.Parse(line).RootElement))];
}
