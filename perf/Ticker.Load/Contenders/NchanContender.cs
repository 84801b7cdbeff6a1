using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Contenders;

/// <summary>
/// nginx with nchan, which passes on what is encoded already to everyone. It cannot write into messages: their receive
/// time is when they were sent to it.
/// </summary>
/// <param name="script">What starts it.</param>
public sealed class NchanContender(string script) : IContender
{
    public string Name => "nchan";

    public bool Accounts => false;

    public ServerProcess Start() => ServerProcess.Start(["bash", script]);

    public IOffer Offer(ServerProcess server, Workload workload) => new SocketOffer(server.Feed, "/publish", workload);

    public StreamRequest Request(Workload workload, int subscriber) => new("/subscribe", Message: null) { MoreHeaders = "" };
}
