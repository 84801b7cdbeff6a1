using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery.Roads;

/// <inheritdoc/>
public sealed class SlowConsumerOverHttp2Tests : SlowConsumerTests
{
    protected override Road Road => Road.Http2;
}
