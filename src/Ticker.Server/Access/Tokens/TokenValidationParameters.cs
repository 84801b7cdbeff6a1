namespace Ticker.Server.Access.Tokens;

/// <summary>What a token must be, to be believed. The words are those of Microsoft.IdentityModel.Tokens.</summary>
/// <param name="ValidIssuer">What <c>iss</c> must be.</param>
/// <param name="ValidAudience">What <c>aud</c> must be, or hold.</param>
/// <param name="ClockSkew">How far clocks may differ.</param>
/// <param name="IssuerSigningKeys">The issuer's keys.</param>
internal sealed record TokenValidationParameters(string ValidIssuer, string ValidAudience, TimeSpan ClockSkew, JsonWebKeySet IssuerSigningKeys);
