namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Whether a tick that came says what happened.</summary>
internal static class TickLikeness
{
    // Where a gap is told depends on what is sent; the feed's number is not told at all. A snapshot is flagged by how its
    // instrument stood, and not the tick.
    private const TickFlags Told = ~TickFlags.GapBefore;

    public static bool Tells(this in Tick came, in Tick happened, bool times, TickFlags added = TickFlags.None, TickFlags notOf = TickFlags.None) =>
        came.Kind == happened.Kind
        && came.Sequence == happened.Sequence
        && came.Instrument == happened.Instrument
        && came.EventTime == happened.EventTime
        && (!times || came.ReceiveTime == happened.ReceiveTime)
        && (came.Flags & Told & ~NotOf(added) & ~notOf) == ((happened.Flags & Told & ~NotOf(added) & ~notOf) | added)
        && SaysTheSame(in came, in happened);

    private static TickFlags NotOf(TickFlags added) => added.HasFlag(TickFlags.Snapshot) ? TickFlags.Stale : TickFlags.None;

    private static bool SaysTheSame(in Tick came, in Tick happened) => came.Kind switch
    {
        TickKind.Quote => came.BidPrice == happened.BidPrice && came.BidSize == happened.BidSize
            && came.AskPrice == happened.AskPrice && came.AskSize == happened.AskSize,
        TickKind.Trade => came.Price == happened.Price && came.Size == happened.Size
            && came.TradeId == happened.TradeId && came.Side == happened.Side,
        _ => came.State == happened.State && came.Reason.SequenceEqual(happened.Reason),
    };
}
