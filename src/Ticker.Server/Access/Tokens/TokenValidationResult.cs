using System.Text.Json;

namespace Ticker.Server.Access.Tokens;

/// <summary>What became of a token.</summary>
/// <param name="Failure">Why it is not believed; null when it is.</param>
internal sealed record TokenValidationResult(TokenFailure? Failure)
{
    /// <summary>Whether it is believed.</summary>
    public bool IsValid => Failure is null;

    /// <summary>What it says; of a valid one alone.</summary>
    public JsonElement Claims { get; init; }

    /// <summary>The key that it was signed with; of a valid one alone.</summary>
    public JsonWebKey? SigningKey { get; init; }

    /// <summary>When it is believed no longer, clock skew included; of a valid one alone.</summary>
    public DateTimeOffset ValidTo { get; init; }
}
