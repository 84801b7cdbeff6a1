using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>The highest and lowest of both sides over the quotes that a waiting one stands for, itself included.</summary>
internal struct QuoteExtremes
{
    // The first of them: what waits since before extremes were wanted has none.
    private ulong _first;
    private long _bidHigh;
    private long _bidLow;
    private long _askHigh;
    private long _askLow;

    public void Begin(in Tick quote)
    {
        _first = quote.Sequence;
        _bidHigh = _bidLow = quote.BidPrice;
        _askHigh = _askLow = quote.AskPrice;
    }

    public void Widen(in Tick quote)
    {
        _bidHigh = Math.Max(_bidHigh, quote.BidPrice);
        _askHigh = Math.Max(_askHigh, quote.AskPrice);
        _bidLow = Lower(_bidLow, quote.BidPrice);
        _askLow = Lower(_askLow, quote.AskPrice);
    }

    /// <summary>Adds the extremes to what a quote stands for, if they are of all that it stands for.</summary>
    public readonly Collapsed AddTo(in Collapsed collapsed) => !collapsed.IsMany || collapsed.FirstSequence != _first
        ? collapsed
        : collapsed with { HasQuoteSummary = true, BidHigh = _bidHigh, BidLow = _bidLow, AskHigh = _askHigh, AskLow = _askLow };

    // A side that is missing is the smallest number there is: it never wins as the highest, and must not as the lowest.
    private static long Lower(long low, long price) => low == Tick.NoPrice ? price : price == Tick.NoPrice ? low : Math.Min(low, price);
}
