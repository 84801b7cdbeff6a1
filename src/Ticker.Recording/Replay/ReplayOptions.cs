namespace Ticker.Recording.Replay;

/// <summary>What replay sessions may do. Bound from <c>Ticker:Recordings</c>.</summary>
public sealed record ReplayOptions
{
    /// <summary>The directory whose files and directories are the recordings that may be replayed, by name. Default <c>feeds</c>.</summary>
    public string Directory { get; init; } = "feeds";

    /// <summary>The most replay sessions at a time; one more is answered 503. Default 64.</summary>
    public int MaxSessions { get; init; } = 64;

    /// <summary>How long the peer of a session may take nothing at all before it is cut off. Default 2 min.</summary>
    public TimeSpan StallDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxSessions is < 0 or > 10_000)
        {
            yield return "Ticker:Recordings:MaxSessions is not between 0 and 10000";
        }

        if (StallDeadline < TimeSpan.FromSeconds(1) || StallDeadline > TimeSpan.FromDays(1))
        {
            yield return "Ticker:Recordings:StallDeadline is not between a second and a day";
        }
    }
}
