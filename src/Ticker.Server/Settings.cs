using System.Globalization;
using System.Reflection;

namespace Ticker.Server;

/// <summary>
/// Reads options records from the configuration, key by key, so that everything that is wrong can be told at once:
/// each value that cannot be read, and each key that no option has, since a misspelt setting is a setting not made.
/// Not safe for several threads.
/// </summary>
/// <param name="configuration">Files, environment and command line, the later over the earlier.</param>
internal sealed class Settings(IConfiguration configuration)
{
    private const string Root = "Ticker";

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _wrong = [];

    private readonly List<ShownSetting> _shown = [];

    /// <summary>Every setting that was read so far, as it may be shown.</summary>
    public IReadOnlyList<ShownSetting> Shown => _shown;

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Reads a record; what is not set, or cannot be read, keeps its default.</summary>
    /// <param name="section">Where it stands, as in <c>Ticker:Listen</c>.</param>
    public T Bind<T>(string section)
        where T : new() => (T)Bind(new T(), section);

    /// <summary>Adds to <see cref="Wrong"/> the keys that none of the records read so far has.</summary>
    public void CheckKeys()
    {
        foreach ((string key, string? value) in configuration.GetSection(Root).AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            bool isElement = key.LastIndexOf(':') is > 0 and var end && _lists.Contains(key[..end]);
            if (value is not null && key.Length > Root.Length && !isElement && !_known.Contains(key))
            {
                _wrong.Add($"{key} is not a setting");
            }
        }
    }

    /// <summary>Adds to <see cref="Wrong"/> the arguments that set nothing.</summary>
    /// <param name="args">The command line, as in <c>--Ticker:Lanes=2</c> or <c>--Ticker:Lanes 2</c>.</param>
    public void CheckArguments(IReadOnlyList<string> args)
    {
        for (int i = 0; i < args.Count; i++)
        {
            string argument = args[i];
            string key = argument.Split('=')[0];
            bool isKey = key.StartsWith("--", StringComparison.Ordinal)
                && key[2..].Split(':')[0].ToUpperInvariant() is "TICKER" or "LOGGING" or "ENVIRONMENT";
            if (!isKey)
            {
                _wrong.Add($"'{argument}' is not a setting; write --{Root}:Key=value");
            }
            else if (!argument.Contains('=', StringComparison.Ordinal) && ++i == args.Count)
            {
                _wrong.Add($"'{argument}' has no value; write {argument}=value");
            }
        }
    }

    private object Bind(object options, string section)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties().Where(property => property.CanWrite))
        {
            string key = $"{section}:{property.Name}";
            if (property.PropertyType == typeof(string[]))
            {
                _lists.Add(key);
                string[] elements = [.. configuration.GetSection(key).GetChildren().Select(child => child.Value ?? "")];
                property.SetValue(options, elements.Length > 0 ? elements : property.GetValue(options));
                _shown.Add(ShownSetting.Of(key, property.GetValue(options), elements.Length > 0));
            }
            else if (property.PropertyType == typeof(string) || property.PropertyType.IsValueType)
            {
                _known.Add(key);
                Read(options, property, key);
                _shown.Add(ShownSetting.Of(key, property.GetValue(options), configuration[key] is not null));
            }
            else
            {
                Bind(property.GetValue(options)!, key);
            }
        }

        return options;
    }

    private void Read(object options, PropertyInfo property, string key)
    {
        if (configuration[key] is not { } text)
        {
            return;
        }

        (object? value, string expected) = Parse(property.PropertyType, text);
        if (value is null)
        {
            _wrong.Add($"{key} is '{text}'; it must be {expected}");
            return;
        }

        property.SetValue(options, value);
    }

    private static (object? Value, string Expected) Parse(Type type, string text)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        return type switch
        {
            _ when type == typeof(string) => (text, ""),
            _ when type == typeof(bool) => (bool.TryParse(text, out bool flag) ? flag : null, "true or false"),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, plain, out int number) ? number : null, "a whole number"),
            _ when type == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, plain, out long number) ? number : null, "a whole number"),
            _ when type == typeof(double) => (double.TryParse(text, NumberStyles.Float, plain, out double number) ? number : null, "a number"),

            // Without a colon, .NET would take 5 for five days.
            _ when type == typeof(TimeSpan) => (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, plain, out TimeSpan span) ? span : null, "hours:minutes:seconds, as in 00:00:05"),
            _ => throw new NotSupportedException($"settings of type {type} are not read yet"),
        };
    }
}
