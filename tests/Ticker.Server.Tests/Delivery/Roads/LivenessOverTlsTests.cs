using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery.Roads;

/// <inheritdoc/>
public sealed class LivenessOverTlsTests : LivenessTests
{
    protected override Road Road => Road.Tls;
}
