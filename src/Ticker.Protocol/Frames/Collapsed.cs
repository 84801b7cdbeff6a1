using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// What else a delivered tick stands for. The default stands for itself alone, and is not written.
/// </summary>
public readonly record struct Collapsed
{
    /// <summary>How many ticks it stands for, itself included; up to 1 nothing is written.</summary>
    public long Count { get; init; }

    /// <summary>The sequence of the first of them.</summary>
    public ulong FirstSequence { get; init; }

    /// <summary>Why the others were not sent.</summary>
    public CollapseCause Cause { get; init; }

    /// <summary>Whether the four extremes of a quote are given; written for quotes only.</summary>
    public bool HasQuoteSummary { get; init; }

    /// <summary>Whether volume, extremes and notional of a trade are given; written for trades only.</summary>
    public bool HasTradeSums { get; init; }

    /// <summary>The highest bid in 10^-price_scale; <see cref="Tick.NoPrice"/> where there was none.</summary>
    public long BidHigh { get; init; }

    /// <summary>The lowest bid in 10^-price_scale; <see cref="Tick.NoPrice"/> where there was none.</summary>
    public long BidLow { get; init; }

    /// <summary>The highest ask in 10^-price_scale; <see cref="Tick.NoPrice"/> where there was none.</summary>
    public long AskHigh { get; init; }

    /// <summary>The lowest ask in 10^-price_scale; <see cref="Tick.NoPrice"/> where there was none.</summary>
    public long AskLow { get; init; }

    /// <summary>The sum of the sizes in 10^-size_scale.</summary>
    public long Volume { get; init; }

    /// <summary>The highest price traded, in 10^-price_scale.</summary>
    public long High { get; init; }

    /// <summary>The lowest price traded, in 10^-price_scale.</summary>
    public long Low { get; init; }

    /// <summary>The sum of price times size, in 10^-(price_scale + size_scale).</summary>
    public Int128 Notional { get; init; }

    /// <summary>Whether it stands for more than itself, and so is written.</summary>
    public bool IsMany => Count > 1;
}
