using Ticker.Load.Contenders;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Roads;

/// <summary>Ticker's own: everything, in mode <c>latest</c>, with the time that each tick was received.</summary>
internal static class TickerRoads
{
    private const string Query = "symbols=*&mode=latest&times=true";
    private const int InflateEvery = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static IEnumerable<RoadCase> Of(LoadArguments arguments)
    {
        IContender plain = GrpcContender.Ticker(arguments.Server, arguments.Journal);
        IContender deflating = GrpcContender.Ticker(arguments.Server, arguments.Journal, "--Ticker:WebSockets:Deflate=true");
        IContender http2 = GrpcContender.Ticker(arguments.Server, arguments.Journal, "--Ticker:Listen:Http2=http://127.0.0.1:0");
        StreamRequest json = StreamRequest.Everything with { MoreHeaders = "Sec-WebSocket-Protocol: ticker.v1.json\r\n", Scan = MessageScan.Json };
        StreamRequest deflated = json with { MoreHeaders = json.MoreHeaders + "Sec-WebSocket-Extensions: permessage-deflate\r\n" };
        yield return new RoadCase("WebSocket, MessagePack", plain, (web, _) => StreamSubscriber.To(web, StreamRequest.Everything));
        yield return new RoadCase("WebSocket, JSON", plain, (web, _) => StreamSubscriber.To(web, json));
        yield return new RoadCase("WebSocket, JSON, compressed", deflating,
            (web, index) => StreamSubscriber.To(web, index % InflateEvery == 0 ? deflated : deflated with { Scan = MessageScan.JsonFromOutside })) { LooksIntoEvery = InflateEvery };
        yield return new RoadCase("WebSocket over HTTP/2, MessagePack", http2, (web, _) => StreamSubscriber.To(web, StreamRequest.Everything with { IsHttp2 = true })) { IsHttp2 = true };
        yield return new RoadCase("events (SSE)", plain, (web, _) => new EndlessSubscriber(web, $"/v1/events?{Query}", "text/event-stream", isLive: false));
        yield return new RoadCase("events (SSE) over HTTP/2", http2, (web, _) => new EndlessSubscriber(web, $"/v1/events?{Query}", "text/event-stream")) { IsHttp2 = true };
        yield return new RoadCase("lines (NDJSON)", plain, (web, _) => new EndlessSubscriber(web, $"/v1/ticks?{Query}", "*/*", isLive: false));
        yield return new RoadCase("long polls", plain, (web, _) => new AskingSubscriber(web, new CursorQuestion(Query)));
        yield return new RoadCase("a snapshot a second", plain,
            (web, index) => new AskingSubscriber(web, new SnapshotQuestion("symbols=*&times=true"), Pause, index * Pause / Workload.W1.Subscribers));
    }
}
