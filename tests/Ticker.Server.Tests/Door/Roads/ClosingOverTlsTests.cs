using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <inheritdoc/>
public sealed class ClosingOverTlsTests : ClosingTests
{
    protected override Road Road => Road.Tls;

    // What is not read before a stream is reset is lost.
    protected override string ShortGrace => "00:00:02";
}
