using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Hosting;

/// <summary>
/// One server for the tests of a class, with a heartbeat so rare that every frame a client gets is an answer, and
/// nobody else's connections.
/// </summary>
public class SharedServer : IAsyncLifetime
{
    internal ServerUnderTest Server { get; private set; } = null!;

    protected virtual Road Road => Road.Plain;

    public async Task InitializeAsync() => Server = await ServerUnderTest.StartAsync(Road, "Subscribers:HeartbeatInterval=01:00:00");

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
