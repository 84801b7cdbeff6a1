using System.Text.RegularExpressions;

namespace Ticker.Fuzz.Tests.Fuzzing;

/// <summary>Makes of a message what two of a kind have in common.</summary>
internal static partial class Outcome
{
    /// <summary>A message without its figures and what it quotes.</summary>
    public static string Of(string message) => Varying().Replace(message, "#");

    /// <summary>How many, roughly.</summary>
    public static string Of(long count) => count == 0 ? "none" : $"{long.Log2(count)}";

    [GeneratedRegex("'[^']*'|[0-9]+")]
    private static partial Regex Varying();
}
