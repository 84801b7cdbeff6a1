namespace Ticker.Transports.WebSockets;

/// <summary>Why a handshake is refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong, for a person to read.</param>
public sealed record HandshakeRefusal(int Status, string Detail);
