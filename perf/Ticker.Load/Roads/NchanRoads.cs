using Ticker.Load.Contenders;
using Ticker.Load.Subscribers;
using Ticker.Protocol;

namespace Ticker.Load.Roads;

/// <summary>Those of nginx with nchan, which all lead to one path: a message for each tick, in JSON where the road is text.</summary>
internal static class NchanRoads
{
    private const string Path = "/subscribe";

    public static IEnumerable<RoadCase> Of(string script)
    {
        IContender json = new NchanContender(script, WireEncoding.Json);
        StreamRequest stream = new(Path, Message: null) { MoreHeaders = "" };
        yield return new RoadCase("nchan: WebSocket, MessagePack", new NchanContender(script), (web, _) => StreamSubscriber.To(web, stream));
        yield return new RoadCase("nchan: WebSocket, JSON", json, (web, _) => StreamSubscriber.To(web, stream with { Scan = MessageScan.Json }));
        yield return new RoadCase("nchan: EventSource", json, (web, _) => new EndlessSubscriber(web, Path, "text/event-stream", isLive: true));
        yield return new RoadCase("nchan: long polls", json, (web, _) => new AskingSubscriber(web, new MessageIdQuestion(Path)));
    }
}
