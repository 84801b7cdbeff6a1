using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Hosting;

/// <inheritdoc/>
public sealed class SharedTlsServer : SharedServer
{
    protected override Road Road => Road.Tls;
}
