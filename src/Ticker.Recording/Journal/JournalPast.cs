using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// The past as a running server's journal holds it. Some readers are kept open between readings, each where it was: who
/// reads on finds its place without a search. Thread-safe.
/// </summary>
/// <param name="journal">The journal.</param>
public sealed class JournalPast(LiveJournal journal) : IPastTicks, IDisposable
{
    private const int MostIdle = 4;

    private readonly Lock _lock = new();
    private readonly List<RecordingReader> _idle = [];
    private bool _disposed;

    /// <summary>Whether what follows a sequence is kept, but for holes that the journal tells of.</summary>
    /// <inheritdoc/>
    public bool Keeps(ulong after)
    {
        for (int tries = 0; ; tries++)
        {
            RecordingReader reader = Rent(null);
            try
            {
                bool kept = reader.Seek(At(after)) is SeekResult.Found or SeekResult.Missing or SeekResult.Ahead;
                Return(reader);
                return kept;
            }
            catch (IOException) when (tries == 0)
            {
                // A file was deleted since the reader was opened, because it was too old.
                reader.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public PastRead Read(ulong after, ulong upTo, Span<Tick> records)
    {
        for (int tries = 0; ; tries++)
        {
            RecordingReader reader = Rent(after);
            try
            {
                PastRead read = Read(reader, after, upTo, records);
                Return(reader);
                return read;
            }
            catch (IOException) when (tries == 0)
            {
                reader.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public PastMoment? Find(UnixNanos time)
    {
        using RecordingReader reader = Open();
        reader.Seek(time);
        StreamPosition position = reader.Position;
        bool isBeforeAll = position == reader.Start && position.Sequence > 0;
        return position.Epoch != journal.Stored.Epoch || isBeforeAll
            ? null
            : new PastMoment(position.Sequence, [.. reader.MarketAsOf(position).Ticks]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _idle.ForEach(reader => reader.Dispose());
            _idle.Clear();
        }
    }

    private PastRead Read(RecordingReader reader, ulong after, ulong upTo, Span<Tick> records)
    {
        SeekResult sought = reader.Position == At(after) ? SeekResult.Found : reader.Seek(At(after));
        if (sought is SeekResult.Ahead or SeekResult.OtherEpoch)
        {
            return default;
        }

        int count = 0;
        ulong missing = 0;
        while (count < records.Length && reader.ReadRecord(out Tick record) && record.Sequence <= upTo)
        {
            if (reader.GapBefore is not null || (count == 0 && sought != SeekResult.Found))
            {
                if (count > 0)
                {
                    // What comes before a hole is told before it.
                    break;
                }

                missing = record.Sequence > after + 1 ? record.Sequence - 1 : 0;
            }

            records[count++] = record;
        }

        return new PastRead(count, missing);
    }

    private StreamPosition At(ulong sequence) => new(journal.Stored.Epoch, sequence);

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
}
