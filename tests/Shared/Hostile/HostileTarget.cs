using System.Net;

namespace Ticker.Tests.Hostile;

/// <summary>The server that is attacked: its ports, and a key that it lets in.</summary>
/// <param name="Web">The port of HTTP/1.1.</param>
/// <param name="Http2">The port of cleartext HTTP/2.</param>
/// <param name="Grpc">The port of publishers.</param>
/// <param name="Key">An API key that may see everything and publish nothing.</param>
internal sealed record HostileTarget(IPEndPoint Web, IPEndPoint Http2, IPEndPoint Grpc, string Key)
{
    /// <summary>The header that shows the key.</summary>
    public string Authorization => $"Authorization: Bearer {Key}";
}
