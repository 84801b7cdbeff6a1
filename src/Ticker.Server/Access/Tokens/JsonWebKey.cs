using System.Security.Cryptography;

namespace Ticker.Server.Access.Tokens;

/// <summary>
/// One key of an issuer, which checks signatures of the one algorithm that is pinned to it, whatever a token claims
/// (RFC 8725, 3.1). Thread-safe.
/// </summary>
/// <param name="KeyId">Its <c>kid</c>; empty = it has none.</param>
/// <param name="Algorithm">HS256, RS256 or ES256.</param>
/// <param name="Text">It, as it was written, to tell one from another.</param>
internal sealed record JsonWebKey(string KeyId, string Algorithm, string Text)
{
    /// <summary>HMAC with SHA-256.</summary>
    public const string Hs256 = "HS256";

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    public const string Rs256 = "RS256";

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    public const string Es256 = "ES256";

    /// <summary>The secret of HS256.</summary>
    public byte[] Secret { get; init; } = [];

    /// <summary>The public key of RS256.</summary>
    public RSAParameters Rsa { get; init; }

    /// <summary>The public key of ES256.</summary>
    public ECParameters Curve { get; init; }

    /// <summary>Whether a signature is right.</summary>
    /// <param name="signed">What was signed: header and payload as they were sent.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        switch (Algorithm)
        {
            case Hs256:
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Secret, signed), signature);
            case Rs256:
                using (var rsa = RSA.Create(Rsa))
                {
                    return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                }

            case Es256:
                using (var curve = ECDsa.Create(Curve))
                {
                    return curve.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                }

            default:
                return false;
        }
    }

    /// <summary>Its id and algorithm, and never its secret.</summary>
    public override string ToString() => $"{Algorithm} {KeyId}";
}
