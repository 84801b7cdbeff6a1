using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <inheritdoc/>
public sealed class ClosingOverHttp2Tests : ClosingTests
{
    protected override Road Road => Road.Http2;

    // What is not read before a stream is reset is lost.
    protected override string ShortGrace => "00:00:02";
}
