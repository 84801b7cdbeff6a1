using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>What a line says, still as text where it is a number, so that scales can be found before anything is converted.</summary>
internal ref struct TickRow
{
    /// <summary>What it is.</summary>
    public RowKind Kind;

    /// <summary>The venue; empty = the one of all lines.</summary>
    public ReadOnlySpan<byte> Venue;

    /// <summary>The symbol; empty = the one of all lines.</summary>
    public ReadOnlySpan<byte> Symbol;

    /// <summary>The best bid; empty = there is none.</summary>
    public ReadOnlySpan<byte> BidPrice;

    /// <summary>The size at the best bid; empty = not told.</summary>
    public ReadOnlySpan<byte> BidSize;

    /// <summary>The best ask; empty = there is none.</summary>
    public ReadOnlySpan<byte> AskPrice;

    /// <summary>The size at the best ask; empty = not told.</summary>
    public ReadOnlySpan<byte> AskSize;

    /// <summary>The price of a trade or a level.</summary>
    public ReadOnlySpan<byte> Price;

    /// <summary>The size of a trade or a level.</summary>
    public ReadOnlySpan<byte> Size;

    /// <summary>Why the state is what it is.</summary>
    public ReadOnlySpan<byte> Reason;

    /// <summary>When it happened, in ns; 0 = not told.</summary>
    public long EventTime;

    /// <summary>When it was recorded, in ns.</summary>
    public long RecordedAt;

    /// <summary>The trade's id; 0 = none.</summary>
    public ulong TradeId;

    /// <summary>Prices stand in 10^-this.</summary>
    public int PriceShift;

    /// <summary>The aggressor of a trade; of a level or an exchange's side <see cref="Side.Buy"/> = the bids, <see cref="Side.Sell"/> = the asks.</summary>
    public Side Side;

    /// <summary>The trading state.</summary>
    public TradingState State;

    /// <summary>What else is to be known.</summary>
    public TickFlags Flags;

    /// <summary>Which exchange, where a line is of one of several.</summary>
    public byte Exchange;

    /// <summary>The number of a field, as text.</summary>
    public readonly ReadOnlySpan<byte> this[RowField field] => field switch
    {
        RowField.BidPrice => BidPrice,
        RowField.BidSize => BidSize,
        RowField.AskPrice => AskPrice,
        RowField.AskSize => AskSize,
        RowField.Price => Price,
        _ => Size,
    };
}
