using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ticker.Server.Access.Tokens;

namespace Ticker.Server.Tests.Access;

/// <summary>The vectors of RFC 7515, and what attackers are known to try (RFC 8725).</summary>
public sealed class JsonWebTokenTests : IDisposable
{
    private readonly TokenMaker _maker = new();
    private readonly JsonWebKeySet _keys;

    public JsonWebTokenTests() => _keys = JsonWebKeySet.Parse(Encoding.UTF8.GetBytes(_maker.KeySet));

    public void Dispose() => _maker.Dispose();

    // RFC 7515, appendices A.1 to A.3: the keys and the tokens as they stand there. Their claims have neither aud nor sub, and ran out in 2011.
    public static TheoryData<string, string> Vectors => new()
    {
        {
            """{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}""",
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        },
        {
            """{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}""",
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        },
        {
            """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""",
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ValidateToken_VectorOfRfc7515_HasARightSignature(string key, string token)
    {
        var keys = JsonWebKeySet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[{{key}}]}"""));
        int last = token.LastIndexOf('.');
        byte[] signed = [.. token.Take(last).Select(letter => (byte)letter)];
        byte[] signature = Base64Url.DecodeFromChars(token.AsSpan(last + 1));
        Assert.True(keys.Keys[0].Verify(signed, signature));
        for (int bit = 0; bit < signature.Length * 8; bit += 37)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(keys.Keys[0].Verify(signed, signature));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // What follows the signature is looked at then, and only then.
        var parameters = new TokenValidationParameters("joe", "ticker", TimeSpan.Zero, keys);
        Assert.Equal(TokenFailure.Expired, JsonWebTokenHandler.ValidateToken(token, parameters, DateTimeOffset.FromUnixTimeSeconds(1_300_819_380)).Failure);
        Assert.Equal(TokenFailure.Audience, JsonWebTokenHandler.ValidateToken(token, parameters, DateTimeOffset.FromUnixTimeSeconds(1_300_819_379)).Failure);
    }

    [Fact]
    public void ValidateToken_OfEachKind_IsBelieved()
    {
        foreach (string token in new[] { _maker.Rs256(TokenMaker.Claims()), _maker.Es256(TokenMaker.Claims()), _maker.Hs256(TokenMaker.Claims()) })
        {
            TokenValidationResult result = Validate(token);
            Assert.Null(result.Failure);
            Assert.Equal("ada", result.Claims.GetProperty("sub").GetString());
        }
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "UnknownKey")]
    [InlineData("""{"alg":"none","kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":"NONE","kid":"hmac"}""", "Algorithm")]
    [InlineData("""{"alg":"nOnE","kid":"ec"}""", "Algorithm")]
    [InlineData("""{"alg":"","kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":null,"kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":["RS256"],"kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":"RS384","kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":"PS256","kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":"rs256","kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":"HS256","kid":"rsa"}""", "Algorithm")]
    [InlineData("""{"alg":"HS256","kid":"ec"}""", "Algorithm")]
    [InlineData("""{"alg":"RS256"}""", "UnknownKey")]
    [InlineData("""{"alg":"RS256","kid":"other"}""", "UnknownKey")]
    [InlineData("""{"alg":"RS256","kid":"../rsa"}""", "UnknownKey")]
    [InlineData("""{"alg":"RS256","kid":1}""", "Malformed")]
    [InlineData("""{"alg":"RS256","kid":null}""", "Malformed")]
    [InlineData("""{"alg":"RS256","kid":"other","jwk":{"kty":"oct","k":"AAAA"}}""", "UnknownKey")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["exp"]}""", "Unsupported")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":[]}""", "Unsupported")]
    [InlineData("""{"alg":"RS256","kid":"rsa","b64":false}""", "Unsupported")]
    [InlineData("""{"alg":"RS256","kid":"rsa","enc":"A128GCM"}""", "Unsupported")]
    [InlineData("""{"alg":"RS256","kid":"rsa","zip":"DEF"}""", "Unsupported")]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"rsa"}""", "Malformed")]
    [InlineData("""{"alg":"RS256","kid":"rsa","kid":"rsa"}""", "Malformed")]
    [InlineData("""["RS256"]""", "Malformed")]
    [InlineData("\"RS256\"", "Malformed")]
    [InlineData("""{"alg":"RS256","kid":"rsa"} """ + "x", "Malformed")]
    [InlineData("", "Malformed")]
    public void ValidateToken_HeaderOfAnAttack_IsRefused(string header, string failure)
    {
        string payload = TokenMaker.Claims().ToJsonString();
        byte[] secret = Encoding.ASCII.GetBytes(_maker.Rsa.ExportSubjectPublicKeyInfoPem());
        foreach (Func<byte[], byte[]> sign in new Func<byte[], byte[]>[] { _maker.RsaSignature, _ => [], signed => HMACSHA256.HashData(secret, signed) })
        {
            TokenFailure? told = Validate(TokenMaker.Sign(header, payload, sign)).Failure;
            Assert.Equal(failure, told.ToString());
        }
    }

    // RFC 7519, section 6.1, as it stands there; the first header of the attacks above is the same. It ran out in 2011.
    [Fact]
    public void ValidateToken_UnsecuredOneOfRfc7519_IsRefusedWhileItsTimeLasts()
    {
        const string Token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
        var parameters = new TokenValidationParameters("joe", "ticker", TimeSpan.Zero, _keys);
        TokenValidationResult result = JsonWebTokenHandler.ValidateToken(Token, parameters, DateTimeOffset.FromUnixTimeSeconds(1_300_819_379));
        Assert.Equal((false, TokenFailure.UnknownKey), (result.IsValid, result.Failure));
    }

    [Fact]
    public void ValidateToken_SignedByAnotherOrNotAtAll_IsRefused()
    {
        using var other = new TokenMaker();
        Assert.Equal(TokenFailure.Signature, Validate(other.Rs256(TokenMaker.Claims())).Failure);
        Assert.Equal(TokenFailure.Signature, Validate(other.Es256(TokenMaker.Claims())).Failure);
        Assert.Equal(TokenFailure.Signature, Validate(other.Hs256(TokenMaker.Claims())).Failure);

        // Both numbers zero, which some take for a signature of everything.
        string header = """{"alg":"ES256","kid":"ec"}""";
        Assert.Equal(TokenFailure.Signature, Validate(TokenMaker.Sign(header, TokenMaker.Claims().ToJsonString(), _ => new byte[64])).Failure);
        Assert.Equal(TokenFailure.Signature, Validate(TokenMaker.Sign(header, TokenMaker.Claims().ToJsonString(), signed => _maker.Curve.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))).Failure);
    }

    [Fact]
    public void ValidateToken_ChangedAfterItWasSigned_IsRefused()
    {
        string token = _maker.Hs256(TokenMaker.Claims());
        string[] parts = token.Split('.');
        string claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1].AsSpan())).Replace("\"ada\"", "\"eve\"", StringComparison.Ordinal);
        Assert.Equal(TokenFailure.Signature, Validate($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}").Failure);
        foreach (string broken in new[]
        {
            $"{token}=", $" {token}", $"{token}\n", $"{token}.", $".{token}", $"{token}.x", $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}..{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}", "..", "", "a.b.c",
        })
        {
            Assert.False(Validate(broken).IsValid, broken);
        }
    }

    [Fact]
    public void ValidateToken_TooLong_IsNotLookedAt() =>
        Assert.Equal(TokenFailure.TooLong, Validate(new string('a', 8_193)).Failure);

    [Theory]
    [InlineData("exp", "-31", "Expired")]
    [InlineData("exp", "-29", null)]
    [InlineData("exp", "null", "Times")]
    [InlineData("exp", "\"4000000000\"", "Times")]
    [InlineData("exp", "-1e30", "Times")]
    [InlineData("exp", "1e300", "Times")]
    [InlineData("exp", "[4000000000]", "Times")]
    [InlineData("exp", "delete", "Times")]
    [InlineData("nbf", "31", "NotYet")]
    [InlineData("nbf", "29", null)]
    [InlineData("nbf", "\"0\"", "Times")]
    [InlineData("iss", "\"https://issuer.example/\"", "Issuer")]
    [InlineData("iss", "[\"https://issuer.example\"]", "Issuer")]
    [InlineData("iss", "delete", "Issuer")]
    [InlineData("aud", "\"Ticker\"", "Audience")]
    [InlineData("aud", "[\"a\",\"ticker\"]", null)]
    [InlineData("aud", "[\"ticker\",1]", "Audience")]
    [InlineData("aud", "[]", "Audience")]
    [InlineData("aud", "{\"ticker\":1}", "Audience")]
    [InlineData("aud", "delete", "Audience")]
    public void ValidateToken_Claim_IsHeededAsItIsWritten(string claim, string value, string? failure)
    {
        JsonObject claims = TokenMaker.Claims();
        claims.Remove(claim);
        bool isOffset = int.TryParse(value, out int seconds);
        if (value != "delete")
        {
            claims[claim] = isOffset ? _now.ToUnixTimeSeconds() + seconds : JsonNode.Parse(value);
        }

        Assert.Equal(failure, Validate(_maker.Hs256(claims)).Failure?.ToString());
    }

    [Fact]
    public void ValidateToken_ClaimTwice_IsRefused() => Assert.Equal(
        TokenFailure.Malformed,
        Validate(TokenMaker.Sign("""{"alg":"HS256","kid":"hmac"}""", TokenMaker.Claims().ToJsonString()[..^1] + ""","sub":"eve"}""", _maker.SecretSignature)).Failure);

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","alg":"RS512","n":"AQAB","e":"AQAB"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},{"kty":"oct","kid":"b","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}""")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"b","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},{"kty":"oct","kid":"b","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    public void Parse_SetThatCannotBeTrusted_IsRefused(string set) =>
        Assert.Throws<FormatException>(() => JsonWebKeySet.Parse(Encoding.UTF8.GetBytes(set)));

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private TokenValidationResult Validate(string token) =>
        JsonWebTokenHandler.ValidateToken(token, new TokenValidationParameters(TokenMaker.Issuer, TokenMaker.Audience, TimeSpan.FromSeconds(30), _keys), _now);
}
