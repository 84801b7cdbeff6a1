using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.BadInput;

/// <summary>
/// A server for the tests of a class, with a bystander that must come to no harm by any of them, and counts that must
/// be at their end what they were at their beginning. Its feed has three instruments: XNAS:A, XNAS:B and XNAS:C.
/// </summary>
public sealed class CalmServer : IAsyncLifetime
{
    private Bystander _bystander = null!;
    private ServedCounts _before = null!;

    internal ServerUnderTest Server { get; private set; } = null!;

    internal TestFeed Feed { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00");
        Feed = await Server.OpenFeedAsync();
        await Feed.DefineAsync(Server, "XNAS:A", "XNAS:B", "XNAS:C");
        _bystander = await Bystander.StartAsync(Server);
        _before = await ServedCounts.AtRestAsync(Server, interests: 1);
    }

    public async Task DisposeAsync()
    {
        await _bystander.AssertUnharmedAsync();
        await _before.UntilAgainAsync(Server);
        await _bystander.DisposeAsync();
        await Feed.DisposeAsync();
        await Server.DisposeAsync();
    }
}
