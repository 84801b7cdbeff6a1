namespace Ticker.Model;

/// <summary>What else is to be known of a tick. The bits are those of the wire and of the journal.</summary>
[Flags]
public enum TickFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>State as it stood, not something that happened.</summary>
    Snapshot = 1,

    /// <summary>May no longer be true: its feed is silent, broken or has a gap.</summary>
    Stale = 2,

    /// <summary>A gap in the feed came before this tick.</summary>
    GapBefore = 4,

    /// <summary>Out of regular trading hours.</summary>
    OutOfHours = 8,

    /// <summary>Played from a recording.</summary>
    Replayed = 16,

    /// <summary>The trade id is a 64-bit hash of the venue's text.</summary>
    HashedTradeId = 32,
}
