using System.Net;

namespace Ticker.Transports.Proxies;

/// <summary>What one proxy says of the connection that came to it: an element of the header <c>Forwarded</c>. Immutable.</summary>
/// <param name="For">Whose it was; null = not told, <c>unknown</c>, or a made-up name.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>; null = not told, or another.</param>
/// <param name="Host">What its request named as host; null = not told.</param>
public sealed record ForwardedHop(IPEndPoint? For, string? Scheme, string? Host);
