using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery.Roads;

/// <inheritdoc/>
public sealed class SlowConsumerOverTlsTests : SlowConsumerTests
{
    protected override Road Road => Road.Tls;
}
