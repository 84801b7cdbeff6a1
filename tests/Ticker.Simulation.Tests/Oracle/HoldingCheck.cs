namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Whether an instrument's values keep the interval between them, and are held no longer than that.</summary>
internal sealed class HoldingCheck(InstrumentBook book)
{
    private const long Never = long.MinValue / 2;

    private readonly long[] _surelyPaced = [Never, Never, Never, Never];
    private long _lastSent = Never;

    /// <summary>Notes a quote or a trade that may have been held.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="pace">How it may have waited.</param>
    /// <param name="oneByOne">Whether trades surely go one by one.</param>
    /// <param name="exact">Whether spacing can be measured.</param>
    public void Note(TickKind kind, ulong sequence, Moment sent, PaceLatitude pace, bool oneByOne, bool exact)
    {
        // A trade or a status takes what waits along in front of it: that is not at the interval's pace.
        Tick? next = book.NextAfter(sequence);
        bool overtaken = next is { } after && after.Sequence <= Math.Min(sent.Position, book.UpTo);
        bool surelyFlushed = overtaken && (next!.Value.Kind == TickKind.Status || (next.Value.Kind == TickKind.Trade && oneByOne));
        if (surelyFlushed)
        {
            return;
        }

        bool mayBeFlushed = overtaken && next!.Value.Kind == TickKind.Trade;
        _lastSent = sent.Time;
        if (!pace.IsInterval)
        {
            _surelyPaced[(int)kind] = Never;
        }
        else if (!mayBeFlushed)
        {
            ref long last = ref _surelyPaced[(int)kind];
            Promise.Kept(
                !exact || sent.Time - last >= pace.LeastIntervalMs * RunTerms.Millisecond,
                $"{kind} #{sequence} of {book.Tape.Instrument.FullName} came {(sent.Time - last) / (double)RunTerms.Millisecond} ms after the one before; the interval is {pace.LeastIntervalMs} ms");
            last = sent.Time;
        }
    }

    /// <summary>When a value that is held must have been sent.</summary>
    public long Due(PaceLatitude pace, RunTerms terms) =>
        _lastSent + (pace.MayBeInterval ? pace.MostIntervalMs * RunTerms.Millisecond : 0) + terms.Lateness;
}
