using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Contenders;

/// <summary>Node with <c>ws</c>, which passes on what is encoded already: it is spared protobuf and the codec.</summary>
/// <param name="script">Its server.js, with its packages beside it.</param>
public sealed class WsContender(string script) : IContender
{
    public string Name => "node ws";

    public bool Accounts => false;

    public ServerProcess Start() => ServerProcess.Start(["node", script]);

    public IOffer Offer(ServerProcess server, Workload workload) => new LineOffer(server.Feed, workload);

    public StreamRequest Request(Workload workload, int subscriber)
    {
        StreamRequest request = GrpcContender.Subscribe(workload, subscriber);
        return request with { MoreHeaders = "" };
    }
}
