using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Tls;

/// <summary>A server goes on with another certificate, and nobody notices who is there already.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task Renew_WithAConnectionOpen_NewHandshakesGetTheNewOneAndNothingIsCut()
    {
        using var folder = new CertificateFolder();
        using X509Certificate2 first = folder.Project(CertificateFolder.Make());
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Listen:Tls=https://127.0.0.1:0", "Listen:Certificate=" + folder.Certificate, "Listen:CertificateKey=" + folder.Key);
        using TlsPeer before = await TlsPeer.ConnectAsync(server);
        Assert.Equal(first.Thumbprint, before.Thumbprint);
        Assert.Equal(101, await before.OpenStreamAsync());

        using X509Certificate2 second = folder.Project(CertificateFolder.Make());
        await UntilShownAsync(server, second.Thumbprint);
        await before.AssertPingedAsync();

        // What cannot be used changes nothing.
        await File.WriteAllTextAsync(Path.Combine(folder.At("..data"), "tls.crt"), "half a certif");
        await Patience.UntilAsync(() => server.Log.Of(6002).Count > 0, () => "nothing was logged");
        await UntilShownAsync(server, second.Thumbprint);
        using X509Certificate2 third = folder.Project(CertificateFolder.Make());
        await UntilShownAsync(server, third.Thumbprint);
        await before.AssertPingedAsync();
        Assert.Single(server.Log.Of(6002));
        Assert.Equal(2, server.Log.Of(6001).Count);

        using var http = new HttpClient();
        string page = await http.GetStringAsync(new Uri($"http://{server.Web}/metrics"));
        Assert.Contains($"ticker_tls_certificate_expiration_seconds {new DateTimeOffset(third.NotAfter).ToUnixTimeSeconds()}\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithPkcs12_ListensAndHidesThePassword()
    {
        using var folder = new CertificateFolder();
        using X509Certificate2 certificate = CertificateFolder.Make();
        folder.WritePfx(certificate);
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Listen:Tls=https://127.0.0.1:0", "Listen:Certificate=" + folder.Pfx, "Listen:CertificatePassword=" + CertificateFolder.Password);
        await UntilShownAsync(server, certificate.Thumbprint);
        ShownSetting shown = TickerServer.Settings(["--Ticker:Listen:CertificatePassword=" + CertificateFolder.Password]).Single(one => one.Key == "Ticker:Listen:CertificatePassword");
        Assert.Equal(("(hidden)", true), (shown.Value, shown.IsSet));
    }

    // A ClientHello as of 1.1 (RFC 4346) and 1.2 (RFC 5246), with one suite that both know.
    [Theory]
    [InlineData(2, 0x15)]
    [InlineData(3, 0x16)]
    public async Task Handshake_BelowTls12_IsRefused(byte minor, byte answer)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Peers.Road.Tls);
        byte[] extensions = [0x00, 0x0a, 0, 4, 0, 2, 0, 23, 0x00, 0x0b, 0, 2, 1, 0, 0x00, 0x0d, 0, 4, 0, 2, 4, 3];
        byte[] hello = [3, minor, .. new byte[32], 0, 0, 4, 0xc0, 0x0a, 0xc0, 0x2b, 1, 0, 0, (byte)extensions.Length, .. extensions];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPointOf(Peers.Road.Tls));
        await socket.SendAsync(new byte[] { 0x16, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length }.Concat(hello).ToArray());
        byte[] head = new byte[1];
        Assert.Equal(1, await socket.ReceiveAsync(head).WaitAsync(Patience.Limit));
        Assert.Equal(answer, head[0]);
    }

    private static async Task UntilShownAsync(ServerUnderTest server, string thumbprint)
    {
        string shown = "";
        await Patience.UntilAsync(() => shown == thumbprint, () => $"{shown} is shown, not {thumbprint}", async () =>
        {
            using TlsPeer peer = await TlsPeer.ConnectAsync(server);
            shown = peer.Thumbprint;
        });
    }
}
