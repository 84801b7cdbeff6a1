using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>The words for what a tick is, in every form of output; empty for "none".</summary>
internal static class TickWords
{
    public static ReadOnlySpan<byte> Kind(TickKind kind) => kind switch
    {
        TickKind.Quote => "quote"u8,
        TickKind.Trade => "trade"u8,
        TickKind.Status => "status"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Side(Side side) => side switch
    {
        Model.Side.Buy => "buy"u8,
        Model.Side.Sell => "sell"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Cause(CollapseCause cause) => cause switch
    {
        CollapseCause.Rate => "rate"u8,
        CollapseCause.Socket => "socket"u8,
        CollapseCause.Budget => "budget"u8,
        CollapseCause.Server => "server"u8,
        _ => default,
    };

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
