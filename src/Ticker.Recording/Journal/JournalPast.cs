using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Recording.Journal;

/// <summary>
/// The past as a running server's journal holds it. Some readers are kept open between readings, each where it was: who
/// reads on finds its place without a search. Thread-safe.
/// </summary>
/// <remarks>
/// A live journal numbers without a hole, so whatever is skipped is missing, whatever the files say of it. What cannot be
/// read at all, a file that was deleted because it was too old or a disk that fails, is missing too, and never an exception.
/// </remarks>
/// <param name="journal">The journal.</param>
/// <param name="epoch">The epoch that is meant; null = that of the server.</param>
public sealed class JournalPast(LiveJournal journal, long? epoch = null) : IPastTicks, IDisposable
{
    private const int MostIdle = 4;
    private const int MostTries = 5;

    private readonly Lock _lock = new();
    private readonly List<RecordingReader> _idle = [];
    private readonly long _epoch = epoch ?? journal.Stored.Epoch;
    private bool _disposed;

    /// <summary>Whether what follows a sequence is kept, but for holes that the journal tells of.</summary>
    /// <inheritdoc/>
    public bool Keeps(ulong after)
    {
        for (int tries = 1; ; tries++)
        {
            RecordingReader? reader = null;
            try
            {
                reader = Rent(null);
                bool kept = reader.Seek(At(after)) is SeekResult.Found or SeekResult.Missing or SeekResult.Ahead;
                Return(reader);
                return kept;
            }
            catch (Exception failure) when (IsOfTheDisk(failure))
            {
                if (!MayTryAgain(reader, tries, failure))
                {
                    return false;
                }
            }
        }
    }

    /// <inheritdoc/>
    public PastRead Read(ulong after, ulong upTo, Span<Tick> records)
    {
        for (int tries = 1; ; tries++)
        {
            RecordingReader? reader = null;
            try
            {
                reader = Rent(after);
                PastRead read = Read(reader, after, upTo, records);
                if (read.Count == 0 && tries == 1 && after < upTo && after < journal.Written.Sequence)
                {
                    // One that was open for long may not find what came after files that were deleted meanwhile.
                    reader.Dispose();
                    Forget();
                    continue;
                }

                Return(reader);
                return read;
            }
            catch (Exception failure) when (IsOfTheDisk(failure))
            {
                if (!MayTryAgain(reader, tries, failure))
                {
                    return new PastRead(0, Cause: failure is FileNotFoundException ? GapCause.JournalExpired : GapCause.JournalDamaged);
                }
            }
        }
    }

    /// <inheritdoc/>
    public PastMoment? Find(UnixNanos time)
    {
        for (int tries = 1; ; tries++)
        {
            RecordingReader? reader = null;
            try
            {
                using (reader = Open())
                {
                    reader.Seek(time);
                    StreamPosition position = reader.Position;
                    bool isBeforeAll = position == reader.Start && position.Sequence > 0;
                    return position.Epoch != _epoch || isBeforeAll ? null : Moment(reader, position);
                }
            }
            catch (Exception failure) when (IsOfTheDisk(failure))
            {
                if (!MayTryAgain(reader, tries, failure))
                {
                    return null;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        Forget();
    }

    private static PastMoment Moment(RecordingReader reader, StreamPosition position)
    {
        RecordedMarket market = reader.MarketAsOf(position);
        RecordingGap[] gaps = [.. market.Gaps.Where(gap => gap.Cause != RecordingGapCause.Epoch && gap.After.Epoch == position.Epoch && gap.After.Sequence < position.Sequence)];
        PastGap? missing = gaps.Length == 0 ? null : new PastGap(
            gaps.Min(gap => gap.After.Sequence) + 1,
            gaps.Max(gap => gap.Next.Epoch == position.Epoch ? Math.Min(gap.Next.Sequence - 1, position.Sequence) : position.Sequence),
            CauseOf(gaps[^1]));
        return new PastMoment(position.Sequence, [.. market.Ticks], missing);
    }

    private static GapCause CauseOf(RecordingGap gap) => gap.Cause switch
    {
        RecordingGapCause.Hole => GapCause.JournalHole,
        RecordingGapCause.Damage => GapCause.JournalDamaged,
        _ => GapCause.JournalExpired,
    };

    /// <summary>Whether a failure is one of the disk or of what lies there, and no defect.</summary>
    internal static bool IsOfTheDisk(Exception failure) => failure is IOException or UnauthorizedAccessException or RecordingFormatException;

    private PastRead Read(RecordingReader reader, ulong after, ulong upTo, Span<Tick> records)
    {
        SeekResult sought = reader.Position == At(after) ? SeekResult.Found : reader.Seek(At(after));
        if (sought is SeekResult.Ahead or SeekResult.OtherEpoch)
        {
            return Nothing(reader, after);
        }

        (int count, ulong last) = (0, after);
        while (count < records.Length && reader.ReadRecord(out Tick record))
        {
            if (record.Sequence > last + 1)
            {
                GapCause cause = sought == SeekResult.Expired ? GapCause.JournalExpired : reader.GapBefore is { } gap ? CauseOf(gap) : GapCause.JournalDamaged;
                if (count > 0 || record.Sequence > upTo)
                {
                    // What comes before a hole is told before it.
                    return new PastRead(count, Cause: cause);
                }

                return new PastRead(ReadOn(reader, upTo, record, records), record.Sequence - 1, cause);
            }

            if (record.Sequence > upTo)
            {
                break;
            }

            (records[count++], last) = (record, record.Sequence);
        }

        return count == 0 ? Nothing(reader, after) : new PastRead(count);
    }

    // What follows a hole.
    private static int ReadOn(RecordingReader reader, ulong upTo, Tick record, Span<Tick> records)
    {
        int count = 0;
        do
        {
            records[count++] = record;
        }
        while (count < records.Length && reader.ReadRecord(out record) && record.Sequence <= upTo && record.Sequence == records[count - 1].Sequence + 1);
        return count;
    }

    private PastRead Nothing(RecordingReader reader, ulong after) => new(
        0,
        Cause: reader.Gaps.Any(gap => gap.Cause == RecordingGapCause.Damage && gap.Next == default) ? GapCause.JournalDamaged
            : after >= journal.Written.Sequence ? GapCause.JournalHole
            : GapCause.JournalExpired);

    private StreamPosition At(ulong sequence) => new(_epoch, sequence);

    private RecordingReader Rent(ulong? at)
    {
        lock (_lock)
        {
            int found = at is { } place ? _idle.FindIndex(reader => reader.Position == At(place)) : -1;
            found = found < 0 ? _idle.Count - 1 : found;
            if (found >= 0)
            {
                RecordingReader reader = _idle[found];
                _idle.RemoveAt(found);
                return reader;
            }
        }

        return Open();
    }

    private RecordingReader Open()
    {
        RecordingReader reader = journal.OpenReader();
        reader.SkipsDamage = true;
        return reader;
    }

    private void Return(RecordingReader reader)
    {
        lock (_lock)
        {
            if (!_disposed && _idle.Count < MostIdle)
            {
                _idle.Insert(0, reader);
                return;
            }
        }

        reader.Dispose();
    }

    // A file was deleted since the readers were opened, because it was too old: all of them may look for it.
    private bool MayTryAgain(RecordingReader? reader, int tries, Exception failure)
    {
        reader?.Dispose();
        Forget();
        if (tries < MostTries)
        {
            return true;
        }

        journal.Tell(new JournalNotice(JournalNoticeKind.Trouble, $"what a subscriber missed cannot be read from {journal.Directory}; it is told of a gap", failure));
        return false;
    }

    private void Forget()
    {
        lock (_lock)
        {
            _idle.ForEach(reader => reader.Dispose());
            _idle.Clear();
        }
    }
}
