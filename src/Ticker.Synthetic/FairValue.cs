using Ticker.Synthetic.Listings;

namespace Ticker.Synthetic;

/// <summary>
/// What an instrument is worth, between its bid and its ask: a walk of its own and one in common with its group, in steps of
/// 1/65,536 of a tick, so that prices come of integers alone. It stays within half and double of the previous close; where
/// that is not above zero, within a band around it. For one thread.
/// </summary>
internal sealed class FairValue
{
    /// <summary>How many bits stand for the part of a tick.</summary>
    public const int Bits = 16;

    private readonly RandomSource _random;
    private readonly GroupFactor _factor;
    private readonly double _ownStep;
    private readonly double _commonStep;
    private readonly long _lowest;
    private readonly long _highest;
    private double _factorSeen;
    private long _at;

    /// <summary>Begins at the previous close.</summary>
    public FairValue(Listing listing, RandomSource random, GroupFactor factor)
    {
        _random = random;
        _factor = factor;
        double step = listing.TicksPerRootSecond * (1 << Bits);
        _commonStep = step * Math.Sqrt(listing.Segment.Common);
        _ownStep = step * Math.Sqrt(1 - listing.Segment.Common);
        long close = listing.CloseTicks;
        long band = close > 0 ? close : 50 + Math.Abs(close);
        Value = (close << Bits) + (1 << (Bits - 1));
        _lowest = Value - (band << (Bits - 1));
        _highest = Value + (band << Bits);
    }

    /// <summary>The value in 1/65,536 of a tick.</summary>
    public long Value { get; private set; }

    /// <summary>The tick that the value is in or just above.</summary>
    public long Ticks => Value >> Bits;

    /// <summary>Whether the value is below a price or above another, both in ticks.</summary>
    public bool IsOutside(long low, long high) => Value < low << Bits || Value > high << Bits;

    /// <summary>Walks on to <paramref name="now"/> (ns since the start).</summary>
    public void AdvanceTo(long now)
    {
        _factor.AdvanceTo(now);
        double move = (_ownStep * _random.Bell() * Math.Sqrt((now - _at) * 1e-9)) + (_commonStep * (_factor.Level - _factorSeen));
        _factorSeen = _factor.Level;
        _at = now;
        Value = Math.Clamp(Value + (long)move, _lowest, _highest);
    }

    /// <summary>Follows the market, where trades have moved it past the value: prices in ticks.</summary>
    public void Follow(long bid, long ask) => Value = Math.Clamp(Value, bid << Bits, ask << Bits);
}
