using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Ticker.Feeds.Grpc;
using Ticker.Server.Admin;
using Ticker.Server.Tls;
using Ticker.Transports.Listening;
using Ticker.Transports.Proxies;

namespace Ticker.Server;

/// <summary>The server's listeners: what they speak, where, and with which certificate.</summary>
internal static class Listeners
{
    /// <summary>Adds them to a host.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">The server's settings.</param>
    /// <param name="certificate">Of the TLS port, if there is one.</param>
    public static void Add(WebApplicationBuilder builder, ServerOptions options, LiveCertificate? certificate)
    {
        ListenOptions listen = options.Listen;
        IPEndPoint web = EndPoint(listen.Web);
        IPEndPoint? http2 = listen.Http2.Length > 0 ? EndPoint(listen.Http2) : null;
        IPEndPoint? tls = listen.Tls.Length > 0 ? EndPoint(listen.Tls, Uri.UriSchemeHttps) : null;
        if (certificate is not null)
        {
            builder.Services.AddSingleton(certificate);
            builder.Services.AddHostedService<CertificatePump>();
        }

        IPEndPoint? admin = listen.Admin.Length > 0 ? EndPoint(listen.Admin) : null;
        EndPoint[] ours = [.. new[] { web, http2, tls, admin }.OfType<EndPoint>()];
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => ActivatorUtilities.CreateInstance<WebTransport>(services, [ours]));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // A proxy that ends TLS and speaks HTTP/2 behind may pass on the client's :scheme, which is https here too then.
            kestrel.AllowAlternateSchemes = options.Proxies.Trusted.Length > 0;
            Limit(kestrel.Limits, options.Http);
            kestrel.Limits.ForFeedDoor(options.Http.PingInterval, options.Http.PingTimeout);
            kestrel.Listen(web, http => http.UseTrustedProxies(options.Proxies).Protocols = HttpProtocols.Http1);
            kestrel.Listen(EndPoint(listen.Grpc), grpc => (options.Proxies.Feeds ? grpc.UseTrustedProxies(options.Proxies) : grpc).UseFeedDoor());
            if (http2 is not null)
            {
                kestrel.Listen(http2, http => http.UseTrustedProxies(options.Proxies).Protocols = HttpProtocols.Http2);
            }

            if (tls is not null)
            {
                kestrel.Listen(tls, https => Secure(https.UseTrustedProxies(options.Proxies), certificate!, listen));
            }

            if (admin is not null)
            {
                kestrel.Listen(admin, http => AdminPort.Mark(http).Protocols = HttpProtocols.Http1);
            }
        });
    }

    private static void Limit(KestrelServerLimits limits, HttpOptions http)
    {
        limits.MaxConcurrentConnections = http.MaxConnections;
        (limits.KeepAliveTimeout, limits.RequestHeadersTimeout) = (http.IdleTimeout, http.HeadersDeadline);
        (limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.MaxRequestLineSize) = (http.MaxHeaderBytes, http.MaxHeaders, http.MaxRequestLine);
        limits.Http2.MaxStreamsPerConnection = http.MaxStreams;
    }

    /// <summary>Where a started server listens.</summary>
    public static ServerAddresses AddressesOf(WebApplication app)
    {
        // In the order in which they were added.
        var addresses = new Queue<Uri>(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)));
        ListenOptions listen = app.Services.GetRequiredService<ServerOptions>().Listen;
        return new ServerAddresses(
            addresses.Dequeue(),
            addresses.Dequeue(),
            listen.Http2.Length > 0 ? addresses.Dequeue() : null,
            listen.Tls.Length > 0 ? addresses.Dequeue() : null,
            listen.Admin.Length > 0 ? addresses.Dequeue() : null);
    }

    private static void Secure(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions https, LiveCertificate certificate, ListenOptions listen)
    {
        https.Protocols = HttpProtocols.Http1AndHttp2;
        https.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.NewHandshake()), HandshakeTimeout = listen.TlsDeadline });
        if (listen.TlsFeeds)
        {
            https.ShareFeedDoor();
        }
    }

    /// <summary>Reads the certificate of the TLS port, if there is to be one.</summary>
    public static LiveCertificate? ReadCertificate(ListenOptions listen, Problems problems) => listen.Tls.Length > 0 && listen.Certificate.Length > 0
        ? problems.Read(
            () => new LiveCertificate(new CertificateFiles(listen), listen.CertificateNotice, TimeProvider.System),
            why => $"Ticker:Listen:Certificate, Ticker:Listen:CertificateKey and Ticker:Listen:CertificatePassword cannot be used: {why}")
        : null;

    private static IPEndPoint EndPoint(string url, string scheme = "http")
    {
        ListenOptions.TryRead(url, out IPEndPoint endpoint, scheme);
        return endpoint;
    }
}
