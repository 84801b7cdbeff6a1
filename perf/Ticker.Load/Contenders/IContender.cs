using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Contenders;

/// <summary>A server to be measured: how to start it, and how ticks go in and come out.</summary>
public interface IContender
{
    string Name { get; }

    /// <summary>Whether each tick that does not come is told of, so that what came can be held against what was sent.</summary>
    bool Accounts { get; }

    ServerProcess Start();

    IOffer Offer(ServerProcess server, Workload workload);

    StreamRequest Request(Workload workload, int subscriber);
}
