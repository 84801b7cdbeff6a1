using Ticker.Model;

namespace Ticker.Engine.Normalize;

/// <summary>Says whether a publisher's tick is fit for the stream. Pure: it keeps nothing.</summary>
/// <param name="options">What is accepted.</param>
public sealed class Normalizer(FeedOptions options)
{
    private readonly long _maxSkew = (long)(options.MaxClockSkew.TotalSeconds * 1_000_000_000);

    /// <summary>Checks a tick as it came.</summary>
    /// <param name="tick">The publisher's tick.</param>
    /// <param name="now">This server's clock.</param>
    /// <param name="crossed">Whether it is a quote whose bid is not below its ask.</param>
    public RejectReason Check(in Tick tick, UnixNanos now, out bool crossed)
    {
        crossed = false;
        if (tick.EventTime.Value < 0 || tick.EventTime.Value - now.Value > _maxSkew)
        {
            return RejectReason.EventTime;
        }

        switch (tick.Kind)
        {
            case TickKind.Quote:
                return CheckQuote(in tick, out crossed);
            case TickKind.Trade:
                return tick.Size < 0 ? RejectReason.NegativeSize
                    : InRange(tick.Price) && InRange(tick.Size) ? RejectReason.None
                    : RejectReason.OutOfRange;
            case TickKind.Status:
                return tick.State is > TradingState.Unknown and <= TradingState.PreOpen ? RejectReason.None : RejectReason.BadState;
            default:
                return RejectReason.NoBody;
        }
    }

    private RejectReason CheckQuote(in Tick tick, out bool crossed)
    {
        crossed = false;
        if (!tick.HasBid && !tick.HasAsk)
        {
            return RejectReason.NeitherSide;
        }

        if (tick.BidSize < 0 || tick.AskSize < 0)
        {
            return RejectReason.NegativeSize;
        }

        if ((tick.HasBid && !InRange(tick.BidPrice)) || (tick.HasAsk && !InRange(tick.AskPrice)) || !InRange(tick.BidSize) || !InRange(tick.AskSize))
        {
            return RejectReason.OutOfRange;
        }

        crossed = tick.HasBid && tick.HasAsk && tick.BidPrice >= tick.AskPrice;
        return crossed && options.RejectCrossed ? RejectReason.Crossed : RejectReason.None;
    }

    // The subtraction cannot wrap: NoPrice is asked about before, and the cast makes one comparison of two.
    private static bool InRange(long mantissa) => (ulong)(mantissa + Tick.MaxMantissa) <= 2 * (ulong)Tick.MaxMantissa;
}
