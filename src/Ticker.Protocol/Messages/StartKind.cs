namespace Ticker.Protocol;

/// <summary>Where a subscription starts.</summary>
public enum StartKind
{
    /// <summary><c>snapshot</c>, the default: the state now, then live.</summary>
    Snapshot,

    /// <summary><c>now</c>: live only.</summary>
    Now,

    /// <summary>After a position: only what was missed, then live.</summary>
    Position,

    /// <summary>At an instant: the state as of then, what followed, then live.</summary>
    Time,
}
