using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ticker.Engine.Access;

namespace Ticker.Server.Access.Tokens;

/// <summary>
/// Validates JSON Web Tokens that are signed with HS256, RS256 or ES256 (RFC 7515, 7519), by the rules of RFC 8725: the
/// algorithm is the key's and not the token's to choose, nothing is looked at twice in different ways, and no more is
/// decoded than a token may have. It stands in for the type of that name in Microsoft.IdentityModel.JsonWebTokens. Stateless.
/// </summary>
internal static class JsonWebTokenHandler
{
    private const int MostDepth = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MostDepth };

    /// <summary>Validates a token.</summary>
    /// <param name="token">In its compact form.</param>
    /// <param name="parameters">What it must be.</param>
    /// <param name="now">The time.</param>
    public static TokenValidationResult ValidateToken(string token, TokenValidationParameters parameters, DateTimeOffset now)
    {
        if (token.Length > GateOptions.MaxCredential)
        {
            return new(TokenFailure.TooLong);
        }

        int first = token.IndexOf('.', StringComparison.Ordinal);
        int last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || token.AsSpan(first + 1, last - first - 1).Contains('.'))
        {
            return new(TokenFailure.Malformed);
        }

        if (Decode(token[..first]) is not { } header || Decode(token[(first + 1)..last]) is not { } payload || Bytes(token[(last + 1)..]) is not { } signature)
        {
            return new(TokenFailure.Malformed);
        }

        if (Check(header, parameters.IssuerSigningKeys, out JsonWebKey? key) is { } refused)
        {
            return new(refused);
        }

        if (!key!.Verify(Encoding.ASCII.GetBytes(token[..last]), signature))
        {
            return new(TokenFailure.Signature);
        }

        return Check(payload, parameters, now, out DateTimeOffset validTo) is { } failure
            ? new(failure)
            : new(null as TokenFailure?) { Claims = payload, SigningKey = key, ValidTo = validTo };
    }

    private static TokenFailure? Check(JsonElement header, JsonWebKeySet keys, out JsonWebKey? key)
    {
        key = null;
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("enc", out _) || header.TryGetProperty("b64", out _) || header.TryGetProperty("zip", out _))
        {
            return TokenFailure.Unsupported;
        }

        bool named = header.TryGetProperty("kid", out JsonElement id);
        if (named && id.ValueKind != JsonValueKind.String)
        {
            return TokenFailure.Malformed;
        }

        key = keys.Find(named ? id.GetString() : null);
        return key is null ? TokenFailure.UnknownKey
            : !header.TryGetProperty("alg", out JsonElement algorithm) || algorithm.ValueKind != JsonValueKind.String || algorithm.GetString() != key.Algorithm ? TokenFailure.Algorithm
            : null;
    }

    private static TokenFailure? Check(JsonElement payload, TokenValidationParameters parameters, DateTimeOffset now, out DateTimeOffset validTo)
    {
        validTo = default;
        if (Time(payload, "exp", out bool wrongEnd) is not { } end || wrongEnd)
        {
            return TokenFailure.Times;
        }

        DateTimeOffset? start = Time(payload, "nbf", out bool wrongStart);
        validTo = end + parameters.ClockSkew;
        return wrongStart ? TokenFailure.Times
            : now >= validTo ? TokenFailure.Expired
            : now < start - parameters.ClockSkew ? TokenFailure.NotYet
            : !IsText(payload, "iss", parameters.ValidIssuer) ? TokenFailure.Issuer
            : !IsFor(payload, parameters.ValidAudience) ? TokenFailure.Audience
            : null;
    }

    // Seconds since 1970, with decimals if need be (RFC 7519, 2); null when it is not there, or wrong.
    private static DateTimeOffset? Time(JsonElement payload, string name, out bool wrong)
    {
        wrong = false;
        if (!payload.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        // A day is kept free at both ends, for clock skew.
        const double Most = 253_402_300_799 - 86_400;
        wrong = value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double seconds) || seconds is not (>= 0 and < Most);
        return wrong ? null : DateTimeOffset.UnixEpoch.AddSeconds(value.GetDouble());
    }

    private static bool IsText(JsonElement payload, string name, string expected) =>
        payload.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() == expected;

    private static bool IsFor(JsonElement payload, string audience) =>
        IsText(payload, "aud", audience)
        || (payload.TryGetProperty("aud", out JsonElement several) && several.ValueKind == JsonValueKind.Array
            && several.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) && several.EnumerateArray().Any(one => one.GetString() == audience));

    // An object of JSON; null when it is none.
    private static JsonElement? Decode(string part)
    {
        if (Bytes(part) is not { } json)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Base64url without padding and without white space, which others would pass over (RFC 7515, 2).
    private static byte[]? Bytes(string part) =>
        part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') && Base64Url.IsValid(part) ? Base64Url.DecodeFromChars(part) : null;
}
