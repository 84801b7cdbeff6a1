using System.CommandLine.Parsing;
using System.Globalization;

namespace Ticker.Cli;

/// <summary>Reads the values of options, with messages that say what would be right.</summary>
internal static class Arguments
{
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
