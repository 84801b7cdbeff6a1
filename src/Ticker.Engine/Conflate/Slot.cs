using Ticker.Model;

namespace Ticker.Engine.Conflate;

/// <summary>The newest of each kind that a lane knows of one instrument. A kind of <see cref="TickKind.None"/> means none yet.</summary>
public struct Slot
{
    // What a quote touches stands together, and so does what a trade touches.
    /// <summary>The newest quote.</summary>
    public Tick Quote;

    /// <summary>How many quotes there have been: what a mailbox collapsed is the difference of two readings.</summary>
    public long Quotes;

    /// <summary>The number of the feed by which the instrument goes: what that suffers makes it stale; 0 = none yet.</summary>
    public ushort Feed;

    /// <summary>Whether the lane has seen the instrument's definition.</summary>
    public bool Defined;

    /// <summary>The sequence of the last record of <see cref="Feed"/> before which nothing of the instrument can be missing; 0 = none.</summary>
    public ulong CleanSince;

    /// <summary>How many trades there have been.</summary>
    public long Trades;

    // Two halves: one field of 16 bytes would make every slot 256 bytes, and the same part of all of them fall onto a
    // quarter of the processor's cache.
    private ulong _notionalHigh;
    private ulong _notionalLow;

    /// <summary>The sizes of all trades, in 10^-size_scale. It wraps; the difference of two readings is right while it fits.</summary>
    public long Volume;

    /// <summary>The newest trade.</summary>
    public Tick Trade;

    /// <summary>The newest status.</summary>
    public Tick Status;

    /// <summary>The sum of price times size of all trades, in 10^-(price_scale + size_scale). It wraps, as <see cref="Volume"/> does.</summary>
    public readonly Int128 Notional => new(_notionalHigh, _notionalLow);

    /// <summary>Whether there was ever a tick.</summary>
    public readonly bool HasTicks => (Quotes | Trades) != 0 || Status.Kind != TickKind.None;

    /// <summary>Overwrites the kind that <paramref name="tick"/> is.</summary>
    public void Apply(in Tick tick)
    {
        switch (tick.Kind)
        {
            case TickKind.Quote:
                Quote = tick;
                Quotes++;
                break;
            case TickKind.Trade:
                Trade = tick;
                Trades++;
                unchecked
                {
                    Volume += tick.Size;
                    long high = Math.BigMul(tick.Price, tick.Size, out long low);
                    Int128 notional = Notional + new Int128((ulong)high, (ulong)low);
                    (_notionalHigh, _notionalLow) = ((ulong)(notional >> 64), (ulong)notional);
                }

                break;
            case TickKind.Status:
                Status = tick;
                break;
        }
    }

    /// <summary>Copies what there is of the asked kinds, oldest first, so that an instrument's ticks never go back.</summary>
    /// <param name="kinds">Which kinds.</param>
    /// <param name="destination">Room for three.</param>
    /// <returns>How many.</returns>
    public readonly int CopyTo(TickKinds kinds, Span<Tick> destination)
    {
        int count = 0;
        Insert(in Quote, TickKinds.Quote, kinds, destination, ref count);
        Insert(in Trade, TickKinds.Trade, kinds, destination, ref count);
        Insert(in Status, TickKinds.Status, kinds, destination, ref count);
        return count;
    }

    private static void Insert(in Tick tick, TickKinds kind, TickKinds kinds, Span<Tick> destination, ref int count)
    {
        if ((kinds & kind) == 0 || tick.Kind == TickKind.None)
        {
            return;
        }

        int at = count++;
        while (at > 0 && destination[at - 1].Sequence > tick.Sequence)
        {
            destination[at] = destination[at - 1];
            at--;
        }

        destination[at] = tick;
    }
}
