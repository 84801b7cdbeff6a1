namespace Ticker.Model;

/// <summary>Why a feed changed its state, where the state alone does not say it.</summary>
public enum FeedStateCause : byte
{
    /// <summary>The state says it all; a change to <see cref="FeedState.Gap"/> is a return to one that was noticed before.</summary>
    None = 0,

    /// <summary><see cref="FeedState.Gap"/>: its numbering skipped just here.</summary>
    Lost = 1,

    /// <summary><see cref="FeedState.Stale"/>: nothing came for longer than the feed timeout.</summary>
    Silent = 2,

    /// <summary><see cref="FeedState.Stale"/>: its stream broke.</summary>
    Broken = 3,
}
