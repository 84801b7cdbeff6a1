using System.CommandLine.Parsing;
using System.Globalization;
using Ticker.Model;

namespace Ticker.Cli;

/// <summary>Reads the values of options, with messages that say what would be right.</summary>
internal static class Arguments
{
    private static readonly Dictionary<string, TickKinds> KindWords = new()
    {
        ["quote"] = TickKinds.Quote,
        ["trade"] = TickKinds.Trade,
        ["status"] = TickKinds.Status,
    };

    /// <summary>Reads an absolute address of one of some schemes.</summary>
    public static Func<ArgumentResult, Uri?> Url(params string[] schemes) => argument =>
    {
        string text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && schemes.Contains(url.Scheme) && url.Host.Length > 0)
        {
            return url;
        }

        argument.AddError($"'{text}' is not an address that starts with {string.Join(" or ", schemes.Select(scheme => $"{scheme}://"))}");
        return null;
    };

    /// <summary>Reads a <see cref="Ticker.Cli.Pace"/>.</summary>
    public static Pace Pace(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (!Cli.Pace.TryParse(text, out Pace pace))
        {
            argument.AddError($"'{text}' is not a speed: a number from 0.001 to 1000000, or max");
        }

        return pace;
    }

    /// <summary>Reads how many of something.</summary>
    public static long? Count(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count > 0)
        {
            return count;
        }

        argument.AddError($"'{text}' is not a whole number above 0");
        return null;
    }

    /// <summary>Reads kinds of ticks, divided by commas.</summary>
    public static TickKinds Kinds(ArgumentResult argument)
    {
        TickKinds chosen = TickKinds.None;
        foreach (string word in argument.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!KindWords.TryGetValue(word, out TickKinds kind))
            {
                argument.AddError($"'{word}' is not a kind of tick: quote, trade or status");
            }

            chosen |= kind;
        }

        return chosen;
    }

    /// <summary>Reads an instant: RFC 3339, a date, or nanoseconds since the UNIX epoch.</summary>
    public static UnixNanos? Instant(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (UnixNanos.TryParse(text, out UnixNanos instant))
        {
            return instant;
        }

        argument.AddError($"'{text}' is not an instant: write 2024-08-08T23:54:13.5Z, 2024-08-08, or nanoseconds since 1970");
        return null;
    }

    /// <summary>Reads a duration such as <c>90s</c>, <c>5m</c>, <c>1.5h</c> or <c>500ms</c>.</summary>
    public static TimeSpan? Duration(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        string unit = text.TrimStart("0123456789.".ToCharArray());
        double? seconds = unit switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3_600, "d" => 86_400, _ => null };
        if (seconds is { } each
            && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * each is > 0 and < 1e8)
        {
            return TimeSpan.FromSeconds(count * each);
        }

        argument.AddError($"'{text}' is not a duration: a number with ms, s, m, h or d, as in 90s");
        return null;
    }
}
