namespace Ticker.Recording.Replay;

/// <summary>Which times the ticks of a replay carry.</summary>
public enum ReplayTimes
{
    /// <summary>As they were recorded. Only so is a replay the same each time.</summary>
    Original,

    /// <summary>Moved to now: received when they are played, and as long after their event as they were.</summary>
    Now,
}
