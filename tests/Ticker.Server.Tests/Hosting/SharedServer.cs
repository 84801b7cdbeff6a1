namespace Ticker.Server.Tests.Hosting;

/// <summary>
/// One server for the tests of a class, with a heartbeat so rare that every frame a client gets is an answer, and
/// nobody else's connections.
/// </summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal ServerUnderTest Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00");

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
