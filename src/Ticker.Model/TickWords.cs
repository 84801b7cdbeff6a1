namespace Ticker.Model;

/// <summary>The words for what a tick is, in every text form; empty for "none". UTF-8.</summary>
public static class TickWords
{
    /// <summary><c>quote</c>, <c>trade</c> or <c>status</c>.</summary>
    public static ReadOnlySpan<byte> Kind(TickKind kind) => kind switch
    {
        TickKind.Quote => "quote"u8,
        TickKind.Trade => "trade"u8,
        TickKind.Status => "status"u8,
        _ => default,
    };

    /// <summary><c>buy</c> or <c>sell</c>: the aggressor.</summary>
    public static ReadOnlySpan<byte> Side(Side side) => side switch
    {
        Model.Side.Buy => "buy"u8,
        Model.Side.Sell => "sell"u8,
        _ => default,
    };

    /// <summary><c>trading</c>, <c>halted</c>, <c>paused</c>, <c>closed</c> or <c>pre-open</c>.</summary>
    public static ReadOnlySpan<byte> State(TradingState state) => state switch
    {
        TradingState.Trading => "trading"u8,
        TradingState.Halted => "halted"u8,
        TradingState.Paused => "paused"u8,
        TradingState.Closed => "closed"u8,
        TradingState.PreOpen => "pre-open"u8,
        _ => default,
    };
}
