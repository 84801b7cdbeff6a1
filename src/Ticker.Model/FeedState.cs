namespace Ticker.Model;

/// <summary>How a feed fares, as subscribers are told in every heartbeat.</summary>
public enum FeedState : byte
{
    /// <summary>Ticks or heartbeats arrive, without a hole.</summary>
    Live = 0,

    /// <summary>The feed's own numbering skipped, and not every instrument has been refreshed since.</summary>
    Gap = 1,

    /// <summary>Silent for longer than the feed timeout, or its stream broke.</summary>
    Stale = 2,

    /// <summary>It said that it has ended.</summary>
    Ended = 3,
}
