using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Ticker.Feeds.Grpc;
using Ticker.Transports.Listening;
using Ticker.Transports.Proxies;

namespace Ticker.Server;

/// <summary>The server's listeners: what they speak, where, and with which certificate.</summary>
internal static class Listeners
{
    /// <summary>Adds them to a host.</summary>
    /// <exception cref="InvalidConfigurationException">The certificate cannot be used.</exception>
    public static void Add(WebApplicationBuilder builder, ServerOptions options)
    {
        ListenOptions listen = options.Listen;
        IPEndPoint web = EndPoint(listen.Web);
        IPEndPoint? http2 = listen.Http2.Length > 0 ? EndPoint(listen.Http2) : null;
        IPEndPoint? tls = listen.Tls.Length > 0 ? EndPoint(listen.Tls, Uri.UriSchemeHttps) : null;
        X509Certificate2Collection certificates = tls is null ? [] : ReadCertificates(listen);
        EndPoint[] ours = [.. new[] { web, http2, tls }.OfType<EndPoint>()];
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => ActivatorUtilities.CreateInstance<WebTransport>(services, [ours]));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // A proxy that ends TLS and speaks HTTP/2 behind may pass on the client's :scheme, which is https here too then.
            kestrel.AllowAlternateSchemes = options.Proxies.Trusted.Length > 0;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(20);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.ForFeedDoor();
            kestrel.Listen(web, http => http.UseTrustedProxies(options.Proxies).Protocols = HttpProtocols.Http1);
            kestrel.Listen(EndPoint(listen.Grpc), grpc => (options.Proxies.Feeds ? grpc.UseTrustedProxies(options.Proxies) : grpc).UseFeedDoor());
            if (http2 is not null)
            {
                kestrel.Listen(http2, http => http.UseTrustedProxies(options.Proxies).Protocols = HttpProtocols.Http2);
            }

            if (tls is not null)
            {
                kestrel.Listen(tls, https => Secure(https.UseTrustedProxies(options.Proxies), certificates, listen.TlsFeeds));
            }
        });
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
            listen.Tls.Length > 0 ? addresses.Dequeue() : null);
    }

    private static void Secure(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions https, X509Certificate2Collection certificates, bool feeds)
    {
        https.Protocols = HttpProtocols.Http1AndHttp2;
        https.UseHttps(options =>
        {
            options.ServerCertificate = certificates[0];
            options.ServerCertificateChain = [.. certificates.Skip(1)];
        });
        if (feeds)
        {
            https.ShareFeedDoor();
        }
    }

    // The server's own first, with its key, then those behind it in the file.
    private static X509Certificate2Collection ReadCertificates(ListenOptions listen)
    {
        try
        {
            string key = listen.CertificateKey.Length > 0 ? listen.CertificateKey : listen.Certificate;
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(listen.Certificate);
            return [X509Certificate2.CreateFromPemFile(listen.Certificate, key), .. all.Skip(1)];
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidConfigurationException([$"Ticker:Listen:Certificate and Ticker:Listen:CertificateKey cannot be used: {wrong.Message}"]);
        }
    }

    private static IPEndPoint EndPoint(string url, string scheme = "http")
    {
        ListenOptions.TryRead(url, out IPEndPoint endpoint, scheme);
        return endpoint;
    }
}
