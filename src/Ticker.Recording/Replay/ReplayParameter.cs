namespace Ticker.Recording.Replay;

/// <summary>A parameter of a replay: its name, what it means, and how it is read. Immutable.</summary>
/// <param name="Name">Its name in a URL.</param>
/// <param name="Description">What it means, for a person to read.</param>
/// <param name="Take">Puts what a text says into a request; gives what is wrong with the text, or null.</param>
public sealed record ReplayParameter(string Name, string Description, ReplayParameter.Reading Take)
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, never empty.</param>
    /// <param name="request">Changed by what it says, where nothing is wrong.</param>
    /// <returns>What is wrong, for a person to read; null when nothing is.</returns>
    public delegate string? Reading(string text, ref ReplayRequest request);

    /// <summary>The words that it may be; empty = another text.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
