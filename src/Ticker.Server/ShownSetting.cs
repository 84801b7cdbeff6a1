namespace Ticker.Server;

/// <summary>A setting as it is shown to a person.</summary>
/// <param name="Key">As in <c>Ticker:Listen:Web</c>.</param>
/// <param name="Value">Its value; of a secret only whether there is one.</param>
/// <param name="IsSet">Whether somebody set it; else it is the default.</param>
public readonly record struct ShownSetting(string Key, string Value, bool IsSet)
{
    private static readonly string[] SecretWords = ["Password", "Secret", "Token", "ApiKey", "SigningKey", "AdminKey", "Headers"];

    /// <summary>Shows a value.</summary>
    internal static ShownSetting Of(string key, object? value, bool isSet)
    {
        string name = key[(key.LastIndexOf(':') + 1)..];
        string text = value switch
        {
            string[] list => string.Join(", ", list),
            TimeSpan span => span.ToString("c"),
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        };
        bool isSecret = text.Length > 0 && value is string or string[] && SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
        return new ShownSetting(key, isSecret ? "(hidden)" : text, isSet);
    }
}
