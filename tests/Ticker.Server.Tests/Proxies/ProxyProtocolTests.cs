using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Proxies;

/// <summary>The PROXY protocol before HTTP, to the byte.</summary>
public sealed class ProxyProtocolTests
{
    private const string Header = "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n";
    private const int PutOut = 2003;
    private const int Refused = 2401;

    private static readonly string[] Trusting = ["Proxies:Trusted:0=127.0.0.1", "Proxies:Protocol=proxy", "Subscribers:HeartbeatInterval=01:00:00", "Subscribers:CloseGrace=00:00:00.3"];

    public static TheoryData<byte[]> Headers =>
    [
        Encoding.ASCII.GetBytes(Header),
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 203, 0, 113, 7, 192, 0, 2, 1, 0xdc, 4, 1, 0xbb],
    ];

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Header_FromATrustedProxy_IsTheClientsAddressAndTheSocketWorksOn(byte[] header)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Trusting);
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(new byte[][] { header, Encoding.ASCII.GetBytes(Handshakes.With(Handshakes.Json)) }.SelectMany(part => part).ToArray());
        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        await peer.ReadFrameAsync();

        await peer.SendAsync(Frames.TextOf("{\"op\":\"ping\",\"t\":7}"));
        Assert.Contains("pong", Encoding.UTF8.GetString((await peer.ReadFrameAsync()).Payload), StringComparison.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            await peer.SendAsync(Frames.TextOf("{"));
        }

        await peer.ReadToEndAsync();
        await server.UntilEmptyAsync();
        await Patience.UntilAsync(() => server.Log.Of(PutOut).Count == 1, () => "nobody was put out");
        Assert.Equal("203.0.113.7", server.Log.Of(PutOut)[0].Values["Address"]);
    }

    [Fact]
    public async Task Header_OneByteAtATime_IsTaken()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Trusting);
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        foreach (char character in Header)
        {
            await peer.SendAsync(character.ToString());
        }

        await peer.SendAsync(Handshakes.With());

        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("PROXY TCP4 nowhere\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    public async Task Garbage_FromATrustedProxy_IsRefusedAndLogged(string garbage)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Trusting);
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(garbage);

        Assert.Equal(400, (await peer.ReadHeadAsync()).Status);

        await peer.ReadToEndAsync();
        Assert.StartsWith("127.0.0.1:", Assert.Single(server.Log.Of(Refused)).Values["Address"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_OfATrustedProxy_EndsAtTheDeadline()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync([.. Trusting, "Proxies:HeaderDeadline=00:00:00.2"]);
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync("PROXY TCP4 ");

        Assert.Equal(400, (await peer.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task Header_OfAnybodyElse_IsBadHttp()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Proxies:Trusted:0=192.0.2.1", "Proxies:Protocol=proxy");
        using RawPeer plain = await RawPeer.ConnectAsync(server.Web);
        using RawPeer liar = await RawPeer.ConnectAsync(server.Web);
        await plain.SendAsync(Handshakes.With());
        await liar.SendAsync(Header + Handshakes.With());

        Assert.Equal(101, (await plain.ReadHeadAsync()).Status);
        Assert.Equal(400, (await liar.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task Header_WithNoProxyTrusted_IsBadHttp()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(Header + Handshakes.With());

        Assert.Equal(400, (await peer.ReadHeadAsync()).Status);
    }
}
