using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery.Roads;

/// <inheritdoc/>
public sealed class LivenessOverHttp2Tests : LivenessTests
{
    protected override Road Road => Road.Http2;
}
