using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <inheritdoc/>
public sealed class LeakOverTlsTests : LeakTests
{
    protected override Road Road => Road.Tls;

    protected override int EachWay => 60;
}
