using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <inheritdoc/>
public sealed class LeakOverHttp2Tests : LeakTests
{
    protected override Road Road => Road.Http2;

    protected override int EachWay => 60;
}
