using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery.Roads;

/// <inheritdoc/>
public sealed class LivenessOverHttp2Tests : LivenessTests
{
    protected override Road Road => Road.Http2;

    // What a connection brings with it takes longer, and what is not read before it is reset is lost.
    protected override string PingInterval => "00:00:00.5";

    protected override string PongTimeout => "00:00:01";
}
