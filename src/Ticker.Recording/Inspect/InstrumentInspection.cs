using Ticker.Model;

namespace Ticker.Recording.Inspect;

/// <summary>What a recording holds of one instrument. Changed while it is read; for one thread.</summary>
/// <param name="instrument">The instrument.</param>
public sealed class InstrumentInspection(Instrument instrument)
{
    /// <summary>The instrument.</summary>
    public Instrument Instrument => instrument;

    /// <summary>Its quotes.</summary>
    public long Quotes { get; private set; }

    /// <summary>Its trades.</summary>
    public long Trades { get; private set; }

    /// <summary>Its changes of state.</summary>
    public long Statuses { get; private set; }

    /// <summary>All its ticks.</summary>
    public long Ticks => Quotes + Trades + Statuses;

    /// <summary>Its ticks before which the feed has a gap.</summary>
    public long GapsBefore { get; private set; }

    /// <summary>Quotes whose bid is above the ask.</summary>
    public long Crossed { get; private set; }

    /// <summary>When its first tick was received.</summary>
    public UnixNanos First { get; private set; }

    /// <summary>When its last tick was received.</summary>
    public UnixNanos Last { get; private set; }

    /// <summary>What was traded, in 10^-size_scale.</summary>
    public Int128 Volume { get; private set; }

    /// <summary>The lowest price of a trade in 10^-price_scale; <see cref="Tick.NoPrice"/> without a trade.</summary>
    public long Low { get; private set; } = Tick.NoPrice;

    /// <summary>The highest price of a trade; likewise.</summary>
    public long High { get; private set; } = Tick.NoPrice;

    /// <summary>Its last quote; of kind none without one.</summary>
    public Tick LastQuote { get; private set; }

    /// <summary>Its last trade; of kind none without one.</summary>
    public Tick LastTrade { get; private set; }

    internal void Take(in RecordedTick recorded)
    {
        Tick tick = recorded.Tick;
        First = Ticks == 0 ? recorded.RecordedAt : First;
        Last = recorded.RecordedAt;
        GapsBefore += (tick.Flags & TickFlags.GapBefore) != 0 ? 1 : 0;
        switch (tick.Kind)
        {
            case TickKind.Quote:
                Quotes++;
                Crossed += tick.HasBid && tick.HasAsk && tick.BidPrice > tick.AskPrice ? 1 : 0;
                LastQuote = tick;
                break;
            case TickKind.Trade:
                Trades++;
                Volume += tick.Size;
                Low = Low == Tick.NoPrice ? tick.Price : Math.Min(Low, tick.Price);
                High = Math.Max(High, tick.Price);
                LastTrade = tick;
                break;
            default:
                Statuses++;
                break;
        }
    }
}
