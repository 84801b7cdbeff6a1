namespace Ticker.Engine.Normalize;

/// <summary>How a publisher introduces itself.</summary>
/// <param name="Feed">The feed's name; 1 to 64 characters, no control characters.</param>
/// <param name="RunId">Chosen at the publisher's start: the same again means a reconnect, another a new numbering.</param>
/// <param name="Software">What it runs, for logs.</param>
public sealed record FeedHello(string Feed, ulong RunId, string Software)
{
    /// <summary>Who it has proved to be; empty = nobody asked.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Where it comes from; empty = from within the server.</summary>
    public string Peer { get; init; } = "";

    /// <summary>What is wrong with it, for a person to read; null when nothing is.</summary>
    public string? Check() =>
        Feed.Length is 0 or > 64 ? "hello.feed is empty or longer than 64 characters"
        : Feed.Any(char.IsControl) ? "hello.feed holds a control character"
        : Software.Length > 256 ? "hello.software is longer than 256 characters"
        : null;
}
