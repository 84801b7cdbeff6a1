namespace Ticker.Server.Replay;

/// <summary>The short forms of the settings of a server that runs on a recording. Stateless.</summary>
public static class ReplayArguments
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["--replay"] = nameof(ReplayFeedOptions.Path),
        ["--speed"] = nameof(ReplayFeedOptions.Speed),
        ["--max-gap"] = nameof(ReplayFeedOptions.MaxGap),
        ["--loop"] = nameof(ReplayFeedOptions.Loop),
        ["--from"] = nameof(ReplayFeedOptions.From),
        ["--to"] = nameof(ReplayFeedOptions.To),
        ["--times"] = nameof(ReplayFeedOptions.Times),
    };

    /// <summary>Writes short forms, as in <c>--replay feeds/calm --loop</c>, as the settings that they stand for.</summary>
    public static string[] Expand(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        List<string> all = [];
        for (int i = 0; i < args.Count; i++)
        {
            string[] parts = args[i].Split('=', 2);
            if (!Settings.TryGetValue(parts[0], out string? setting))
            {
                all.Add(args[i]);
                continue;
            }

            // Of a flag the value may be left out; of the others, its absence is told as that of the setting.
            bool isNext = parts.Length == 1 && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            bool isFlag = setting == nameof(ReplayFeedOptions.Loop);
            string? value = parts.Length == 2 ? parts[1] : isNext && !isFlag ? args[++i] : isFlag ? "true" : null;
            all.Add($"--Ticker:Replay:{setting}{(value is null ? "" : $"={value}")}");
        }

        return [.. all];
    }
}
