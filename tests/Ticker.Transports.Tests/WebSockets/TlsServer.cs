using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ticker.Engine;
using Ticker.Transports.Listening;
using Ticker.Transports.Tests.Listening;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>The stream endpoint behind Kestrel, over the web transport, with TLS and a certificate made for the test.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private TlsServer(WebApplication app, Pipeline pipeline, StreamEndpoint endpoint, X509Certificate2 certificate) =>
        (_app, Pipeline, Endpoint, _certificate) = (app, pipeline, endpoint, certificate);

    public Pipeline Pipeline { get; }

    public StreamEndpoint Endpoint { get; }

    public Uri Address => new(_app.Urls.Single().Replace("https://", "wss://") + "/v1/stream");

    public string Thumbprint => _certificate.Thumbprint;

    public static async Task<TlsServer> StartAsync()
    {
        X509Certificate2 certificate = MakeCertificate();
        var pipeline = new Pipeline(new PipelineOptions(), TimeProvider.System, failure => Assert.Fail(failure.ToString()));
        pipeline.Start();
        var endpoint = new StreamEndpoint(pipeline, new StreamEndpointOptions(), "tls", TimeProvider.System, NullLogger<StreamEndpoint>.Instance);
        var web = new IPEndPoint(IPAddress.Loopback, 0);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IConnectionListenerFactory>(new WebTransport([web], new WebLine.SharedPools()));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(web, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        WebApplication app = builder.Build();
        app.Map("/v1/stream", endpoint.HandleAsync);
        await app.StartAsync();
        return new TlsServer(app, pipeline, endpoint, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        Pipeline.Drain();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Pipeline.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // With its key in a form that the server's side of a handshake can use on every platform.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
