namespace Ticker.Feeds.Grpc.Publish;

/// <summary>Makes text that came from outside fit for a line of a log: short, and without control characters.</summary>
internal static class LogText
{
    private const int MaxLength = 256;

    /// <summary>Cuts it and puts spaces where control characters were.</summary>
    public static string Clean(string text) =>
        string.Create(Math.Min(text.Length, MaxLength), text, static (cleaned, from) =>
        {
            for (int i = 0; i < cleaned.Length; i++)
            {
                cleaned[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        });
}
