namespace Ticker.Model;

/// <summary>The aggressor of a trade. The numbers are those of the wire and of the journal.</summary>
public enum Side : byte
{
    /// <summary>Not told, or none (an auction).</summary>
    None = 0,

    /// <summary>The buyer took the ask.</summary>
    Buy = 1,

    /// <summary>The seller hit the bid.</summary>
    Sell = 2,
}
