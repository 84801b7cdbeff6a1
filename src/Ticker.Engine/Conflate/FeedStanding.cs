using Ticker.Model;

namespace Ticker.Engine.Conflate;

/// <summary>What a lane knows of one feed.</summary>
internal struct FeedStanding
{
    /// <summary>Its name.</summary>
    public byte[] Utf8Name;

    /// <summary>How it fares.</summary>
    public FeedState State;

    /// <summary>Why, where the state does not say it.</summary>
    public FeedStateCause Cause;

    /// <summary>How often its state has changed; 0 = nothing is known of it.</summary>
    public long Version;

    /// <summary>The sequence of the record of its last gap; 0 = it had none.</summary>
    public ulong GapSequence;

    /// <summary>The sequence of the record that last turned it live: of gaps before it, nothing is left.</summary>
    public ulong CleanSince;

    /// <summary>Whether nothing comes of it: it is silent, broken, or has ended.</summary>
    public readonly bool IsDown => State is FeedState.Stale or FeedState.Ended;

    /// <summary>Whether any of its instruments may be stale.</summary>
    public readonly bool IsInTrouble => IsDown || GapSequence > CleanSince;
}
