namespace Ticker.Engine.Access;

/// <summary>Tells who a credential belongs to: a port with two implementations, API keys and signed tokens. Thread-safe.</summary>
public interface ICredentialVerifier
{
    /// <summary>Verifies a credential, in a time that does not tell how much of it was right.</summary>
    /// <param name="credential">As it was given; at most <see cref="GateOptions.MaxCredential"/> characters.</param>
    /// <returns>Null when it proves nothing: it is of another kind, wrong, expired or revoked.</returns>
    Identity? Verify(string credential);

    /// <summary>The identity as it is now; the very same object when nothing has changed, null when it was revoked.</summary>
    /// <param name="identity">One that <see cref="Verify"/> or this gave.</param>
    Identity? Current(Identity identity);
}
