using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary>The options that say when a command that watches has had enough.</summary>
internal static class EndOptions
{
    /// <summary>After so many ticks.</summary>
    public static Option<long?> Count() => new("--count")
    {
        Description = "End after so many ticks. Default: until Ctrl-C.",
        HelpName = "N",
        CustomParser = Arguments.Count,
    };

    /// <summary>After so much time.</summary>
    public static Option<TimeSpan?> Length() => new("--for")
    {
        Description = "End after so long: 500ms, 90s, 5m, 1.5h. Default: until Ctrl-C.",
        HelpName = "DURATION",
        CustomParser = Arguments.Duration,
    };
}
