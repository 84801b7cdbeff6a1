using System.Net;

namespace Ticker.Server;

/// <summary>Where the server listens. Bound from <c>Ticker:Listen</c>.</summary>
public sealed record ListenOptions
{
    /// <summary>HTTP/1.1: WebSocket, HTTP, the board. Default <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public string Web { get; init; } = "http://127.0.0.1:8080";

    /// <summary>gRPC over cleartext HTTP/2: feeds. Default <c>http://127.0.0.1:8081</c>; port 0 takes a free one.</summary>
    public string Grpc { get; init; } = "http://127.0.0.1:8081";

    /// <summary>All that <see cref="Web"/> serves, over cleartext HTTP/2 alone, as <c>http://127.0.0.1:8082</c>. Default empty = nowhere.</summary>
    public string Http2 { get; init; } = "";

    /// <summary>All that <see cref="Web"/> serves, over TLS, HTTP/1.1 or HTTP/2 as the client wishes, as <c>https://127.0.0.1:8443</c>. Default empty = nowhere.</summary>
    public string Tls { get; init; } = "";

    /// <summary>Whether publishers may come to <see cref="Tls"/> too. Default false.</summary>
    public bool TlsFeeds { get; init; }

    /// <summary>
    /// The file of the certificate for <see cref="Tls"/>, in PEM, with those that lead to its authority behind it, or in
    /// PKCS #12 (.pfx). Read again when it changes. Default empty.
    /// </summary>
    public string Certificate { get; init; } = "";

    /// <summary>The file of the certificate's private key, in PEM. Default empty = it is in the file of the certificate.</summary>
    public string CertificateKey { get; init; } = "";

    /// <summary>How long a TLS handshake may take; then the connection ends. Default 10 s.</summary>
    public TimeSpan TlsDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What operators see and do, and <c>/metrics</c>: there and nowhere else, over HTTP/1.1, as <c>http://127.0.0.1:8090</c>. Default empty = on the ports that subscribers come to.</summary>
    public string Admin { get; init; } = "";

    /// <summary>Opens the private key. Default empty = it is not encrypted.</summary>
    public string CertificatePassword { get; init; } = "";

    /// <summary>How long before the certificate's end the log says so; of a short life the last third. Default 14 days.</summary>
    public TimeSpan CertificateNotice { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long browsers are told to come over TLS only (RFC 6797), whenever they come over TLS. Default 365 days; 0 = they are not told.</summary>
    public TimeSpan StrictTransport { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Where others than those on this machine can reach it, by the names of the options.</summary>
    internal IEnumerable<(string Key, string Url)> Beyond =>
        new[] { ("Web", Web, "http"), ("Grpc", Grpc, "http"), ("Http2", Http2, "http"), ("Admin", Admin, "http"), ("Tls", Tls, Uri.UriSchemeHttps) }
            .Where(listener => TryRead(listener.Item2, out IPEndPoint endpoint, listener.Item3) && !IPAddress.IsLoopback(endpoint.Address))
            .Select(listener => (listener.Item1, listener.Item2));

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        foreach ((string key, string url) in new[] { ("Web", Web), ("Grpc", Grpc), ("Http2", Http2), ("Admin", Admin) })
        {
            if (!TryRead(url, out _) && (key is not ("Http2" or "Admin") || url.Length > 0))
            {
                yield return $"Ticker:Listen:{key} is '{url}'; it must be http://ADDRESS:PORT with an IP address or localhost, as in http://127.0.0.1:8080";
            }
        }

        if (Tls.Length > 0 && !TryRead(Tls, out _, Uri.UriSchemeHttps))
        {
            yield return $"Ticker:Listen:Tls is '{Tls}'; it must be https://ADDRESS:PORT with an IP address or localhost, as in https://127.0.0.1:8443";
        }

        if ((Tls.Length > 0) != (Certificate.Length > 0))
        {
            yield return "Ticker:Listen:Tls and Ticker:Listen:Certificate go together; one of them is not set";
        }

        if (CertificateNotice < TimeSpan.Zero || StrictTransport < TimeSpan.Zero)
        {
            yield return "Ticker:Listen:CertificateNotice or Ticker:Listen:StrictTransport is below zero";
        }

        if (TlsDeadline < TimeSpan.FromMilliseconds(100) || TlsDeadline > TimeSpan.FromHours(1))
        {
            yield return "Ticker:Listen:TlsDeadline is not between 100 ms and an hour";
        }

        string[] cleartext = [.. new[] { Web, Grpc, Http2, Admin }.Where(url => TryRead(url, out IPEndPoint endpoint) && endpoint.Port != 0)];
        if (cleartext.Distinct().Count() < cleartext.Length)
        {
            yield return "two of Ticker:Listen:Web, Ticker:Listen:Grpc, Ticker:Listen:Http2 and Ticker:Listen:Admin are the same; without TLS, HTTP/1.1 and HTTP/2 need a port each, and so do publishers and operators";
        }
    }

    /// <summary>Reads <c>http://ADDRESS:PORT</c>.</summary>
    internal static bool TryRead(string url, out IPEndPoint endpoint, string scheme = "http")
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != scheme || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            return false;
        }

        IPAddress? address = uri.Host == "localhost" ? IPAddress.Loopback : null;
        if (address is null && !IPAddress.TryParse(uri.Host.Trim('[', ']'), out address))
        {
            return false;
        }

        endpoint = new IPEndPoint(address, uri.Port);
        return true;
    }
}
