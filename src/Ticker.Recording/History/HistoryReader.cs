using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.History;

/// <summary>
/// Reads a range of a journal, which may be written meanwhile, up to where it went when it was opened. It holds a few
/// hundred kilobytes, however much it reads, and files that are deleted under it are a gap. For one thread.
/// </summary>
public sealed class HistoryReader : IDisposable
{
    // Records that are passed over before the caller gets a word in: some milliseconds.
    private const int Stride = 65_536;

    private const int MostOpenings = 3;

    private readonly string _directory;
    private readonly bool _isStopped;
    private readonly StreamPosition _last;
    private readonly HistoryEdge? _edge;
    private RecordingReader _reader;
    private HistoryRange _range = new();
    private bool[] _wanted = [];
    private HistoryGap? _before;
    private Tick _record;
    private bool _isHeld;
    private bool _isEnded;

    private HistoryReader(string directory, bool isStopped, HistoryEdge? edge)
    {
        (_directory, _isStopped, _edge) = (directory, isStopped && edge is null, edge);
        _reader = OpenReader(directory);
        _last = edge?.Last ?? _reader.Last;
        Instruments = [.. _reader.Instruments];
        (First, LastTime) = (_reader.Start, edge?.LastTime ?? _reader.LastTime);
    }

    /// <summary>The instruments that the journal knows, by number from 1.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>The names of those that had come up by <see cref="Last"/>.</summary>
    public IEnumerable<string> Names => Instruments.Where(Knows).Select(instrument => instrument.FullName);

    /// <summary>The position before the oldest record that was kept when it was opened.</summary>
    public StreamPosition First { get; }

    /// <summary>The newest position when it was opened.</summary>
    public StreamPosition Last => _last;

    /// <summary>The latest receive time when it was opened.</summary>
    public UnixNanos LastTime { get; }

    /// <summary>How far it has come: the last record of the range that was looked at, or where the range begins.</summary>
    public StreamPosition Position { get; private set; }

    /// <summary>What is missing, after <see cref="HistoryStep.Gap"/>.</summary>
    public HistoryGap? Gap { get; private set; }

    /// <summary>Opens a journal.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="isStopped">Whether its writer cannot write at present, so that the newest is missing.</param>
    /// <param name="edge">How far it may be seen; null = as far as it goes.</param>
    /// <exception cref="RecordingFormatException">There is nothing in it, or it is of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static HistoryReader Open(string directory, bool isStopped = false, HistoryEdge? edge = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new HistoryReader(directory, isStopped, edge);
    }

    /// <summary>Whether a range lies wholly within what is written, so that nothing will be added to it.</summary>
    public bool IsSettled(HistoryRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        return range.To is { } to && (to.Position is { } last ? HistoryOrder.Compare(last, _last) <= 0 : to.Time <= LastTime);
    }

    /// <summary>Goes to where a range begins. Once.</summary>
    /// <param name="range">The range.</param>
    /// <param name="wanted">Which instruments are meant.</param>
    /// <returns>False when the range begins at a position that the journal has not reached.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Begin(HistoryRange range, Func<Instrument, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(range);
        _range = range;
        _wanted = [false, .. Instruments.Select(instrument => Knows(instrument) && wanted(instrument))];
        try
        {
            if (range.From?.Position is { } after)
            {
                return GoTo(after);
            }

            if (range.From?.Time is { } time)
            {
                GoTo(time);
                if (HistoryOrder.Compare(_reader.Position, _last) > 0)
                {
                    _reader.Seek(_last);
                }
            }
        }
        catch (FileNotFoundException)
        {
            Reopen();
        }

        Position = _reader.Position;
        return true;
    }

    /// <summary>Reads on.</summary>
    /// <param name="tick">The tick, with <see cref="HistoryStep.Tick"/>; of the epoch of <see cref="Position"/>.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public HistoryStep Read(out RecordedTick tick)
    {
        tick = default;
        for (int looked = 0; looked < Stride && !_isEnded; looked++)
        {
            if (!_isHeld && TakeNext() is { } gap)
            {
                (_isHeld, Gap) = (!_isEnded, gap);
                return HistoryStep.Gap;
            }

            _isHeld = false;
            if (_isEnded)
            {
                break;
            }

            Position = _reader.Position;
            if (IsWanted())
            {
                tick = new RecordedTick(_record, _record.ReceiveTime);
                return HistoryStep.Tick;
            }
        }

        return _isEnded ? HistoryStep.End : HistoryStep.Pause;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static RecordingReader OpenReader(string directory)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                RecordingReader reader = RecordingReader.Open(directory);
                reader.SkipsDamage = true;
                return reader;
            }
            catch (FileNotFoundException) when (attempt < MostOpenings)
            {
                // The oldest file was deleted between being listed and being opened.
            }
        }
    }

    private bool GoTo(StreamPosition after)
    {
        Position = after;
        if (HistoryOrder.Compare(after, _last) > 0)
        {
            // What was numbered while nothing could be written has its place behind the end of the journal.
            _reader.Seek(_last);
            return _isStopped && after.Epoch == _last.Epoch;
        }

        HistoryGapCause? cause = _reader.Seek(after) switch
        {
            SeekResult.Expired => HistoryGapCause.Expired,
            SeekResult.OtherEpoch => HistoryGapCause.EpochChanged,
            _ => null,
        };
        if (cause == HistoryGapCause.EpochChanged && _reader.Segments.FirstOrDefault(segment => segment.First.Epoch > after.Epoch) is { } later)
        {
            _reader.Seek(later.First with { Sequence = Math.Max(later.First.Sequence, 1) - 1 });
        }

        _before = cause is { } known ? new HistoryGap(known, after, null) : null;
        return true;
    }

    private void GoTo(UnixNanos time)
    {
        SegmentHead head = _reader.Segments[0].Head;
        if (_reader.Segments[0].Ordinal > 1 && time.Value <= head.TimeBefore)
        {
            _before = new HistoryGap(HistoryGapCause.Expired, new StreamPosition(head.PreviousEpoch, head.PreviousSequence), null);
            return;
        }

        _reader.Seek(time);
    }

    // Takes the next record, or finds that the range has ended; what is missing before it, if anything is.
    private HistoryGap? TakeNext()
    {
        StreamPosition before = _reader.Position;
        if (!TryRead())
        {
            _isEnded = true;
            return AtTheEnd();
        }

        HistoryGap? gap = GapBefore(before);
        if (HistoryOrder.Compare(_reader.Position, _last) > 0)
        {
            // What follows is not to be told of, nor that something is missing before it.
            _isEnded = true;
            gap = gap is null || HistoryOrder.Compare(gap.After, _last) >= 0 ? null : gap with { Next = null };
        }
        else if (_range.To is { } to)
        {
            _isEnded = to.Position is { } last ? HistoryOrder.Compare(_reader.Position, last) > 0 : _record.ReceiveTime >= to.Time;
            gap = _isEnded && gap is not null && to.Position is { } end && HistoryOrder.Compare(gap.After, end) >= 0 ? null : gap;
        }

        return gap;
    }

    private bool TryRead()
    {
        try
        {
            return _reader.ReadRecord(out _record);
        }
        catch (FileNotFoundException)
        {
            Reopen();
            return _reader.ReadRecord(out _record);
        }
    }

    // The file that comes next was deleted because it was too old: on with the oldest that is left.
    private void Reopen()
    {
        StreamPosition reached = _reader.Position;
        _reader.Dispose();
        _reader = OpenReader(_directory);
        SeekResult found = _reader.Seek(reached);
        _before ??= found is SeekResult.Found or SeekResult.Missing ? null : new HistoryGap(HistoryGapCause.Expired, reached, null);
    }

    private HistoryGap? GapBefore(StreamPosition before)
    {
        if (_before is { } first)
        {
            _before = null;
            return first with { Next = _reader.Position };
        }

        return _reader.GapBefore is not { } gap ? null : gap.Cause switch
        {
            RecordingGapCause.Hole => new HistoryGap(HistoryGapCause.Hole, gap.After, _reader.Position),
            RecordingGapCause.Epoch => new HistoryGap(HistoryGapCause.EpochChanged, gap.After, _reader.Position),
            RecordingGapCause.MissingSegment => new HistoryGap(HistoryGapCause.Expired, before, _reader.Position),
            _ => new HistoryGap(HistoryGapCause.Damaged, gap.After, _reader.Position),
        };
    }

    private HistoryGap? AtTheEnd() =>
        _before is { } first ? first
        : _reader.Gaps.FirstOrDefault(gap => gap.Cause == RecordingGapCause.Damage && gap.Next == default && HistoryOrder.Compare(gap.After, Position) >= 0 && HistoryOrder.Compare(gap.After, _last) <= 0) is { } damage ? new HistoryGap(HistoryGapCause.Damaged, damage.After, null)
        : _isStopped && !IsSettled(_range) ? new HistoryGap(HistoryGapCause.Hole, _last, null)
        : null;

    private bool Knows(Instrument instrument) => _edge?.Knows(instrument.Number) ?? true;

    private bool IsWanted() =>
        _record.Kind is >= TickKind.Quote and <= TickKind.Status
        && (_range.Kinds & (TickKinds)(1 << (int)_record.Kind)) != 0
        && _record.Instrument < _wanted.Length
        && _wanted[_record.Instrument];
}
