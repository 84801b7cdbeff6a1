using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Hosting;

/// <inheritdoc/>
public sealed class SharedHttp2Server : SharedServer
{
    protected override Road Road => Road.Http2;
}
