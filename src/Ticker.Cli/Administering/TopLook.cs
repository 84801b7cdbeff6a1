using System.Text.Json;

namespace Ticker.Cli.Administering;

/// <summary>What one look at a server showed. Immutable.</summary>
/// <param name="At">When, as a stamp of the clock.</param>
/// <param name="Answer">What the server said of its connections.</param>
/// <param name="FeedAnswer">What it said of its feeds.</param>
internal sealed record TopLook(long At, JsonElement Answer, JsonElement FeedAnswer)
{
    /// <summary>The connections.</summary>
    public IReadOnlyList<TopConnection> Connections { get; } = [.. Answer.GetProperty("connections").EnumerateArray().Select(TopConnection.Read)];

    /// <summary>The feeds.</summary>
    public IReadOnlyList<TopFeed> Feeds { get; } = [.. FeedAnswer.GetProperty("feeds").EnumerateArray().Select(TopFeed.Read)];

    /// <summary>Whether there are more connections than were looked at.</summary>
    public bool IsPart => Answer.TryGetProperty("next", out _);

    /// <summary>A figure of the whole server.</summary>
    public long Total(string name) => Answer.GetProperty("totals").GetProperty(name).GetInt64();

    /// <summary>How many ticks the whole server has conflated.</summary>
    public long Conflated => Answer.GetProperty("totals").GetProperty("conflated").EnumerateObject().Sum(cause => cause.Value.GetInt64());
}
