namespace Ticker.Server.Tests.Peers;

/// <summary>The head of an HTTP answer.</summary>
internal sealed record HttpHead(string StatusLine, IReadOnlyDictionary<string, string> Headers)
{
    public int Status => int.Parse(StatusLine.Split(' ')[1]);

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public static HttpHead Parse(string text)
    {
        string[] lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("HTTP/1.1 ", lines[0], StringComparison.Ordinal);
        return new HttpHead(lines[0], lines[1..]
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase));
    }
}
