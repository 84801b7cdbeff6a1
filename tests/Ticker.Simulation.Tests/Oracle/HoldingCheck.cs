namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Whether an instrument's values keep the interval between them, and are held no longer than that.</summary>
internal sealed class HoldingCheck(InstrumentBook book)
{
    private const long Never = long.MinValue / 2;

    private readonly long[] _surelyPaced = [Never, Never, Never, Never];
    private long _lastSent = Never;
    private (ulong Sequence, long Seen) _missing;

    /// <summary>Notes a quote or a trade that may have been held.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="pace">How it may have waited.</param>
    /// <param name="oneByOne">Whether trades surely go one by one.</param>
    /// <param name="exact">Whether spacing can be measured.</param>
    /// <param name="hand">What an operator has done.</param>
    public void Note(TickKind kind, ulong sequence, Moment sent, PaceLatitude pace, bool oneByOne, bool exact, HandTimeline hand)
    {
        // A sum of trades that can take no more goes before the next; a trade or a status takes what waits along in
        // front of it: that is not at the interval's pace.
        bool before(TickKind one) => book.NextAfter(sequence, one) is { } next && next.Sequence <= Math.Min(sent.Position, book.UpTo);
        bool trade = before(TickKind.Trade);
        if ((book.Kinds.Has(TickKind.Status) && before(TickKind.Status)) || (trade && (oneByOne || kind == TickKind.Trade)))
        {
            return;
        }

        bool mayBeFlushed = trade && book.Kinds.Has(TickKind.Trade);
        _lastSent = sent.Time;
        ref long last = ref _surelyPaced[(int)kind];
        int? floor = hand.SureFloor(last, sent.Time);
        int least = Math.Max(pace.IsInterval ? pace.LeastIntervalMs : 0, pace.MayBeAll ? 0 : floor ?? 0);
        if (floor is null)
        {
            last = pace.MayBeAll || mayBeFlushed ? Never : sent.Time;
        }
        else if (least == 0)
        {
            last = Never;
        }
        else if (!mayBeFlushed)
        {
            Promise.Kept(
                !exact || sent.Time - last >= least * RunTerms.Millisecond,
                $"{kind} #{sequence} of {book.Tape.Instrument.FullName} came {(sent.Time - last) / (double)RunTerms.Millisecond} ms after the one before; the interval is {least} ms");
            last = sent.Time;
        }
    }

    /// <summary>Whether a quote that was taken in at a time was surely held then by the client's own interval, and by nothing else.</summary>
    /// <param name="taken">When.</param>
    /// <param name="pace">How it may have waited.</param>
    /// <param name="hand">What an operator has done.</param>
    public bool WasHeld(long taken, PaceLatitude pace, HandTimeline hand)
    {
        long last = _surelyPaced[(int)TickKind.Quote];
        return hand.IsEmpty && pace.IsInterval && last < taken && taken < last + (pace.LeastIntervalMs * RunTerms.Millisecond);
    }

    /// <summary>The pace has changed: what is no longer held back by the old one need not be remembered for the new.</summary>
    public void Restart() => _surelyPaced.AsSpan().Fill(Never);

    /// <summary>
    /// When a value that is held must have been sent: an interval after the last was, or, where others get the same
    /// and the last may have gone to them later, an interval after it was first seen to be missing.
    /// </summary>
    public long Due(ulong missing, long now, PaceLatitude pace, RunTerms terms, HandTimeline hand)
    {
        if (_missing.Sequence != missing)
        {
            _missing = (missing, now);
        }

        return Math.Max(_lastSent, _missing.Seen) + (Math.Max(pace.MostIntervalMs, hand.MostFloorMs) * RunTerms.Millisecond) + terms.Lateness;
    }
}
