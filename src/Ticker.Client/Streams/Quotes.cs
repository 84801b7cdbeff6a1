using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>How a quote stands for one before it.</summary>
internal static class Quotes
{
    /// <summary>The newer of two quotes of an instrument, where it stands for the older too; that a feed gap came before that one is not lost.</summary>
    public static ReceivedTick Join(in ReceivedTick older, in ReceivedTick newer) => newer with
    {
        Tick = newer.Tick with { Flags = newer.Tick.Flags | (older.Tick.Flags & TickFlags.GapBefore) },
        Collapsed = Collapse(in older, in newer),
    };

    /// <summary>What the newer of two quotes of an instrument stands for when the older is not told.</summary>
    public static Collapsed Collapse(in ReceivedTick older, in ReceivedTick newer)
    {
        var both = new Collapsed
        {
            Count = Count(in older) + Count(in newer),
            FirstSequence = First(in older),
            Cause = CollapseCause.Client,
        };
        return !older.Collapsed.HasQuoteSummary && !newer.Collapsed.HasQuoteSummary ? both : both with
        {
            HasQuoteSummary = true,
            BidHigh = Higher(Extremes(in older).BidHigh, Extremes(in newer).BidHigh),
            BidLow = Lower(Extremes(in older).BidLow, Extremes(in newer).BidLow),
            AskHigh = Higher(Extremes(in older).AskHigh, Extremes(in newer).AskHigh),
            AskLow = Lower(Extremes(in older).AskLow, Extremes(in newer).AskLow),
        };
    }

    private static long Count(in ReceivedTick quote) => Math.Max(quote.Collapsed.Count, 1);

    private static ulong First(in ReceivedTick quote) => quote.Collapsed.IsMany ? quote.Collapsed.FirstSequence : quote.Tick.Sequence;

    private static Collapsed Extremes(in ReceivedTick quote) => quote.Collapsed.HasQuoteSummary ? quote.Collapsed : new Collapsed
    {
        BidHigh = quote.Tick.BidPrice, BidLow = quote.Tick.BidPrice, AskHigh = quote.Tick.AskPrice, AskLow = quote.Tick.AskPrice,
    };

    // NoPrice is the least of all numbers.
    private static long Higher(long one, long other) => Math.Max(one, other);

    private static long Lower(long one, long other) =>
        one == Tick.NoPrice ? other : other == Tick.NoPrice ? one : Math.Min(one, other);
}
