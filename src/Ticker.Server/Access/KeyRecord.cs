using Ticker.Engine.Access;

namespace Ticker.Server.Access;

/// <summary>A key as it is kept. Immutable.</summary>
/// <param name="Id">What names it.</param>
/// <param name="Name">What its owner is called.</param>
/// <param name="Salt">The salt of its hash, in base64url.</param>
/// <param name="Hash">SHA-256 of the salt and the secret behind it, in base64url.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Entitlements">What it allows.</param>
public sealed record KeyRecord(string Id, string Name, string Salt, string Hash, DateTimeOffset Created, Entitlements Entitlements)
{
    /// <summary>When it ends; null = never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was revoked; null = it stands.</summary>
    public DateTimeOffset? Revoked { get; init; }
}
