using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ticker.Server.Access.Tokens;

/// <summary>An issuer's keys (RFC 7517), each with the algorithm that its kind or its <c>alg</c> pins. Immutable.</summary>
internal sealed class JsonWebKeySet
{
    private const int LeastSecret = 32;
    private const int LeastModulus = 256;
    private const int Coordinate = 32;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private JsonWebKeySet(JsonWebKey[] keys) => Keys = keys;

    /// <summary>The keys.</summary>
    public IReadOnlyList<JsonWebKey> Keys { get; }

    /// <summary>Reads a set.</summary>
    /// <exception cref="FormatException">It is none, or one of its keys cannot be used; the message says why.</exception>
    public static JsonWebKeySet Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonWebKey[] keys = [.. document.RootElement.GetProperty("keys").EnumerateArray().Where(IsForSigning).Select(Key)];
            return keys.Length == 0 ? throw new FormatException("it has no key for signatures")
                : keys.Length > 1 && keys.Any(key => key.KeyId.Length == 0) ? throw new FormatException("one of several keys has no kid")
                : keys.DistinctBy(key => key.KeyId).Count() < keys.Length ? throw new FormatException("two of its keys have the same kid")
                : new JsonWebKeySet(keys);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            throw new FormatException($"it is not a JWK set: {wrong.Message}", wrong);
        }
    }

    /// <summary>The key that a token names; null when there is none. One that names none means the only one there is.</summary>
    public JsonWebKey? Find(string? keyId) =>
        keyId is not null ? Keys.FirstOrDefault(key => key.KeyId == keyId)
        : Keys.Count == 1 ? Keys[0]
        : null;

    private static bool IsForSigning(JsonElement json) => Text(json, "use") is "" or "sig";

    private static JsonWebKey Key(JsonElement json)
    {
        string id = Text(json, "kid");
        string kind = Text(json, "kty");
        string algorithm = kind switch { "oct" => JsonWebKey.Hs256, "RSA" => JsonWebKey.Rs256, "EC" => JsonWebKey.Es256, _ => throw new FormatException($"key '{id}': kty '{kind}' is not oct, RSA or EC") };
        if (Text(json, "alg") is { Length: > 0 } pinned && pinned != algorithm)
        {
            throw new FormatException($"key '{id}': {pinned} is not served; of {kind} it is {algorithm}");
        }

        var key = new JsonWebKey(id, algorithm, json.GetRawText());
        return kind switch
        {
            "oct" => key with { Secret = Bytes(json, id, "k", LeastSecret) },
            "RSA" => Checked(key with { Rsa = new RSAParameters { Modulus = Bytes(json, id, "n", LeastModulus), Exponent = Bytes(json, id, "e", 1) } }),
            _ when Text(json, "crv") != "P-256" => throw new FormatException($"key '{id}': crv is not P-256"),
            _ => Checked(key with
            {
                Curve = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(json, id, "x", Coordinate), Y = Bytes(json, id, "y", Coordinate) } },
            }),
        };
    }

    // What is no key at all, as a point beside the curve, is told now and not with the first token.
    private static JsonWebKey Checked(JsonWebKey key)
    {
        key.Verify([], new byte[2 * Coordinate]);
        return key;
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static byte[] Bytes(JsonElement json, string id, string name, int least)
    {
        string text = Text(json, name);
        return Base64Url.IsValid(text, out int length) && length >= least
            ? Base64Url.DecodeFromChars(text)
            : throw new FormatException($"key '{id}': {name} is not base64url of at least {least} bytes");
    }
}
