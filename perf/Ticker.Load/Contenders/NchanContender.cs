using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;
using Ticker.Protocol;

namespace Ticker.Load.Contenders;

/// <summary>
/// nginx with nchan, which passes on what is encoded already to everyone. It cannot write into messages: their receive
/// time is when they were sent to it.
/// </summary>
/// <param name="script">What starts it.</param>
/// <param name="encoding">How the ticks are encoded that it passes on.</param>
public sealed class NchanContender(string script, WireEncoding encoding = WireEncoding.MessagePack) : IContender
{
    public string Name => "nchan";

    public bool Accounts => false;

    public ServerProcess Start() => ServerProcess.Start(["bash", script]);

    public IOffer Offer(ServerProcess server, Workload workload) => new SocketOffer(server.Feed, "/publish", workload, encoding);

    public StreamRequest Request(Workload workload, int subscriber) => new("/subscribe", Message: null) { MoreHeaders = "" };
}
