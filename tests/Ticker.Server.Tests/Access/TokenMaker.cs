using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Ticker.Server.Tests.Access;

/// <summary>An issuer of tokens, with a key of each kind.</summary>
internal sealed class TokenMaker : IDisposable
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "ticker";

    public RSA Rsa { get; } = RSA.Create(2048);

    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The public part as a JWK set.</summary>
    public string KeySet => new JsonObject { ["keys"] = new JsonArray(RsaKey(), CurveKey(), SecretKey()) }.ToJsonString();

    public JsonObject RsaKey()
    {
        RSAParameters rsa = Rsa.ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["kid"] = "rsa", ["use"] = "sig", ["alg"] = "RS256", ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) };
    }

    public JsonObject CurveKey()
    {
        ECParameters curve = Curve.ExportParameters(false);
        return new JsonObject { ["kty"] = "EC", ["kid"] = "ec", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(curve.Q.X), ["y"] = Base64Url.EncodeToString(curve.Q.Y) };
    }

    public JsonObject SecretKey() => new() { ["kty"] = "oct", ["kid"] = "hmac", ["k"] = Base64Url.EncodeToString(Secret) };

    /// <summary>Claims that do, unless a test changes them.</summary>
    public static JsonObject Claims(double seconds = 3_600, string subject = "ada") => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = subject,
        ["exp"] = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds() / 1_000.0,
        ["ticker"] = new JsonObject { ["symbols"] = new JsonArray("*") },
    };

    public string Rs256(JsonObject claims) => Sign(new JsonObject { ["alg"] = "RS256", ["kid"] = "rsa" }.ToJsonString(), claims.ToJsonString(), RsaSignature);

    public string Es256(JsonObject claims) => Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = "ec" }.ToJsonString(), claims.ToJsonString(), CurveSignature);

    public string Hs256(JsonObject claims) => Sign(new JsonObject { ["alg"] = "HS256", ["kid"] = "hmac" }.ToJsonString(), claims.ToJsonString(), SecretSignature);

    public byte[] RsaSignature(byte[] signed) => Rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public byte[] CurveSignature(byte[] signed) => Curve.SignData(signed, HashAlgorithmName.SHA256);

    public byte[] SecretSignature(byte[] signed) => HMACSHA256.HashData(Secret, signed);

    public static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public void Dispose()
    {
        Rsa.Dispose();
        Curve.Dispose();
    }
}
