namespace Ticker.Server;

/// <summary>Where a started server listens, with the ports that it took.</summary>
/// <param name="Web">HTTP/1.1 for subscribers.</param>
/// <param name="Grpc">gRPC for publishers.</param>
/// <param name="Http2">Cleartext HTTP/2 for subscribers; null = nowhere.</param>
/// <param name="Tls">Subscribers over TLS; null = nowhere.</param>
/// <param name="Admin">Operators; null = they come where subscribers come.</param>
public sealed record ServerAddresses(Uri Web, Uri Grpc, Uri? Http2, Uri? Tls, Uri? Admin);
