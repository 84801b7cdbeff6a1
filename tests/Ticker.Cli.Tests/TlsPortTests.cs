using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Ticker.Cli.Tests;

/// <summary>One port for all: gRPC, WebSockets over HTTP/1.1 and over HTTP/2, and pages, each with TLS.</summary>
[Collection("processes")]
public sealed partial class TlsPortTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ticker-tls-port-");
    private string _thumbprint = "";

    [Fact]
    public async Task TlsPort_FeedSocketsAndPages_AllWorkAtOnce()
    {
        MakeCertificate();
        await using TickerProcess server = TickerProcess.Start(
            "serve", "--", "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", "--Ticker:Journal:Enabled=false",
            "--Ticker:Listen:Tls=https://127.0.0.1:0", "--Ticker:Listen:TlsFeeds=true", $"--Ticker:Listen:Certificate={At("cert.pem")}", $"--Ticker:Listen:CertificateKey={At("key.pem")}");
        string line = await server.NextLineAsync() ?? "";
        Match ready = Ready().Match(line);
        Assert.True(ready.Success, line);
        int port = int.Parse(ready.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        // The publisher checks the certificate, as it always does.
        await using TickerProcess feed = TickerProcess.Start(
            "env", [$"SSL_CERT_FILE={At("cert.pem")}", "dotnet", TickerProcess.Dll, "feed", "simulate", "--to", $"https://localhost:{port}", "--instruments", "5"]);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _thumbprint;
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{port}") };
        foreach (Version version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/instruments") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage page = await http.SendAsync(request).WaitAsync(TickerProcess.Generous);
            Assert.Equal((HttpStatusCode.OK, version), (page.StatusCode, page.Version));
            await AssertStreamsAsync(new Uri($"wss://localhost:{port}/v1/stream"), version, handler);
        }

        feed.Interrupt();
        (_, _, string errors) = await feed.EndAsync();
        Assert.DoesNotContain("certificate", errors, StringComparison.OrdinalIgnoreCase);
        server.Interrupt();
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task AssertStreamsAsync(Uri address, Version version, SocketsHttpHandler handler)
    {
        using var limit = new CancellationTokenSource(TickerProcess.Generous);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var socket = new ClientWebSocket();
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        socket.Options.AddSubProtocol("ticker.v1.json");
        await socket.ConnectAsync(address, invoker, limit.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"op":"subscribe","id":1,"symbols":["*"]}"""), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var text = new StringBuilder();
        byte[] buffer = new byte[65_536];

        // Live ones, which come when the publisher has been let in.
        while (!Live().IsMatch(text.ToString()))
        {
            ValueWebSocketReceiveResult piece = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            Assert.NotEqual(WebSocketMessageType.Close, piece.MessageType);
            text.Append(Encoding.UTF8.GetString(buffer, 0, piece.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
    }

    private void MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        _thumbprint = certificate.Thumbprint;
        File.WriteAllText(At("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private string At(string file) => Path.Combine(_directory.FullName, file);

    [GeneratedRegex("\"T\":\"[qt]\"")]
    private static partial Regex Live();

    [GeneratedRegex(@"^Ticker is ready: .* tls https://127\.0\.0\.1:([0-9]+)$")]
    private static partial Regex Ready();
}
