using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary>The key that a subscriber shows. From the environment rather than the command line, others on the machine cannot see it.</summary>
internal static class KeyOption
{
    /// <summary>The environment variable that stands in for the option.</summary>
    private const string Variable = "TICKER_KEY";

    public static Option<string?> Create() => new("--key")
    {
        Description = $"The API key or token, where the server asks for one. Default: the environment variable {Variable}.",
        HelpName = "KEY",
    };

    /// <summary>What was given, or stands in the environment.</summary>
    public static string? Of(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key ? key : null);
}
