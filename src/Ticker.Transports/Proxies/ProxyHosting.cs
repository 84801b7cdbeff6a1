using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Ticker.Transports.Proxies;

/// <summary>Has requests seen as they came to a trusted proxy, and not as they came from it.</summary>
public static class ProxyHosting
{
    /// <summary>For proxies that tell it in headers. Must come before all that looks at address, scheme or host.</summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app, ProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Trusted.Length == 0 || options.Protocol == ProxyOptions.Proxy)
        {
            return app;
        }

        var trusted = new TrustedAddresses(options.Trusted);
        return options.Protocol == ProxyOptions.Forwarded
            ? app.UseMiddleware<ForwardedRequest>(trusted)
            : app.UseForwardedHeaders(XForwarded(trusted));
    }

    /// <summary>For proxies that tell it before the connection's first request. Must come before TLS.</summary>
    public static ListenOptions UseTrustedProxies(this ListenOptions listen, ProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Protocol == ProxyOptions.Proxy)
        {
            var reader = ActivatorUtilities.CreateInstance<ProxyProtocolReader>(listen.ApplicationServices, options, new TrustedAddresses(options.Trusted));
            listen.Use(next => connection => reader.ServeAsync(connection, next));
        }

        return listen;
    }

    private static ForwardedHeadersOptions XForwarded(TrustedAddresses trusted)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,

            // All the way back to the first that nobody vouches for.
            ForwardLimit = null,
        };

        // Its own default is to trust whoever comes from this machine.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork range in trusted.Ranges)
        {
            options.KnownIPNetworks.Add(range);
        }

        return options;
    }
}
