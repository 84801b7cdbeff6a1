namespace Ticker.Recording.Replay;

/// <summary>What a replay waits for.</summary>
public enum ReplayRest
{
    /// <summary>Nothing: there is more to do at once.</summary>
    None,

    /// <summary>A time, or until it is woken.</summary>
    Until,

    /// <summary>It is over.</summary>
    Over,
}
