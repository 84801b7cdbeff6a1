using Ticker.Load.Contenders;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Roads;

/// <summary>A way for ticks from a server to its subscribers.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Server">The server, and how ticks go in.</param>
/// <param name="Connect">Makes the n-th subscriber's connection.</param>
internal sealed record RoadCase(string Name, IContender Server, Func<Uri, int, ISubscriber> Connect)
{
    /// <summary>Whether subscribers connect to the server's port for cleartext HTTP/2.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Every how manyth subscriber counts its ticks, where finding them takes the load generator longer than it has; the bytes of all count.</summary>
    public int LooksIntoEvery { get; init; } = 1;
}
