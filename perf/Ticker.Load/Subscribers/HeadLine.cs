namespace Ticker.Load.Subscribers;

/// <summary>Finds a line in the head of an HTTP answer.</summary>
internal static class HeadLine
{
    /// <summary>Its value; null = it has none.</summary>
    public static string? Of(string head, string name)
    {
        int at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        int start = at + name.Length + 4;
        return head[start..head.IndexOf('\r', start)];
    }
}
