using Ticker.Engine.Access;

namespace Ticker.Transports.WebSockets;

/// <summary>Why a handshake is refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong, for a person to read.</param>
/// <param name="Reason">As what it is counted; null = as nothing: it asks for what there is not.</param>
/// <param name="Allow">The method to use, where another was used.</param>
/// <param name="TellsVersion">Whether the answer tells which version of the protocol is known.</param>
public sealed record HandshakeRefusal(int Status, string Detail, RefusalReason? Reason = null, string? Allow = null, bool TellsVersion = false);
