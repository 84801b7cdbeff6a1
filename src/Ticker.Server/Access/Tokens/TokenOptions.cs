namespace Ticker.Server.Access.Tokens;

/// <summary>Which signed tokens are taken. Bound from <c>Ticker:Access:Jwt</c>.</summary>
public sealed record TokenOptions
{
    /// <summary>The file of the issuer's keys, a JWK set (RFC 7517); read again when it changes. Default empty = tokens are not taken.</summary>
    public string Keys { get; init; } = "";

    /// <summary>What <c>iss</c> must be.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What <c>aud</c> must be, or hold.</summary>
    public string Audience { get; init; } = "";

    /// <summary>How far the issuer's clock and this server's may differ. Default 30 s.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (Keys.Length > 0 && (Issuer.Length == 0 || Audience.Length == 0))
        {
            yield return "Ticker:Access:Jwt:Issuer or Ticker:Access:Jwt:Audience is not set: a token that was made for others would do";
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(10))
        {
            yield return "Ticker:Access:Jwt:ClockSkew is not between zero and 10 minutes";
        }
    }
}
