using System.Net;

namespace Ticker.Server;

/// <summary>Where the server listens. Bound from <c>Ticker:Listen</c>.</summary>
public sealed record ListenOptions
{
    /// <summary>HTTP/1.1: WebSocket, HTTP, the board. Default <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public string Web { get; init; } = "http://127.0.0.1:8080";

    /// <summary>gRPC over cleartext HTTP/2: feeds. Default <c>http://127.0.0.1:8081</c>; port 0 takes a free one.</summary>
    public string Grpc { get; init; } = "http://127.0.0.1:8081";

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        foreach ((string key, string url) in new[] { ("Web", Web), ("Grpc", Grpc) })
        {
            if (!TryRead(url, out _))
            {
                yield return $"Ticker:Listen:{key} is '{url}'; it must be http://ADDRESS:PORT with an IP address or localhost, as in http://127.0.0.1:8080";
            }
        }

        if (Web == Grpc && TryRead(Web, out IPEndPoint endpoint) && endpoint.Port != 0)
        {
            yield return "Ticker:Listen:Web and Ticker:Listen:Grpc are the same; without TLS, HTTP/1.1 and HTTP/2 need a port each";
        }
    }

    /// <summary>Reads <c>http://ADDRESS:PORT</c>.</summary>
    internal static bool TryRead(string url, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
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
