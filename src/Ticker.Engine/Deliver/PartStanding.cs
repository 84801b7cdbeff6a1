namespace Ticker.Engine.Deliver;

/// <summary>How a subscription stands after a message.</summary>
public enum PartStanding
{
    /// <summary>The message does not tell.</summary>
    Unknown,

    /// <summary>More is due at once.</summary>
    MoreFollows,

    /// <summary>Nothing is due now, but something is held back.</summary>
    Holds,

    /// <summary>All up to the position that the message tells was sent, and nothing beyond it.</summary>
    CaughtUp,
}
