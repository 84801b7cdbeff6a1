namespace Ticker.Engine.Access;

/// <summary>Who somebody has proved to be, and what that allows. Immutable.</summary>
/// <param name="Subject">The same for the same key or person, whatever proves it; no secret. Connections are counted by it.</param>
/// <param name="Name">What logs and operators see.</param>
/// <param name="Entitlements">What it may do.</param>
public sealed record Identity(string Subject, string Name, Entitlements Entitlements)
{
    /// <summary>Whoever comes while authentication is off.</summary>
    public static Identity Anyone { get; } = new("", "anyone", Entitlements.Everything);

    /// <summary>When the proof ends, clock skew included; null = never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whoever verified it, and knows whether it still stands; null = it stands for ever.</summary>
    public ICredentialVerifier? Verifier { get; init; }

    /// <summary>The verifier's own name for what it was verified with.</summary>
    public string Credential { get; init; } = "";
}
