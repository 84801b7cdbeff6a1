using System.Diagnostics;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>Those who connect to the TLS port and never come to the end of the handshake.</summary>
public sealed class SlowTlsTests
{
    // Of a ClientHello of 256 bytes, the head of its record and no more (RFC 8446, section 5.1).
    public static TheoryData<string, byte[]> Beginnings => new()
    {
        { "nothing", [] },
        { "half a ClientHello", [0x16, 3, 1, 1, 0, 1, 0, 0, 0xFC] },
    };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task Handshake_ThatIsNotEnded_EndsTheConnectionAndOthersAreServed(string name, byte[] beginning)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Tls, "Listen:TlsDeadline=00:00:00.5");
        long start = Stopwatch.GetTimestamp();
        RawPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawPeer.ConnectAsync(server.EndPointOf(Road.Tls))));
        await Task.WhenAll(peers.Select(peer => peer.SendAsync(beginning)));
        await HealthySubscriber.AssertServedAsync(server);
        foreach (RawPeer peer in peers)
        {
            await peer.ReadToEndAsync();
            peer.Dispose();
        }

        // By the setting, that is: by default it takes longer than this.
        Assert.True(Stopwatch.GetElapsedTime(start) < new ListenOptions().TlsDeadline, name);
    }

    [Fact]
    public void Build_WithADeadlineThatCannotBe_SaysSo() => Assert.Contains(
        "Ticker:Listen:TlsDeadline",
        Assert.Single(Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build("Listen:TlsDeadline=00:00:00")).Wrong),
        StringComparison.Ordinal);
}
