using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Goes through the blocks of a recording, from segment to segment, and notes what is missing. For one thread.
/// </summary>
internal sealed class RecordCursor : IDisposable
{
    private readonly string _directory;
    private readonly bool _follows;
    private int _current;
    private int _pending = -1;
    private RecordingGap? _crossed;

    /// <summary>Opens a recording, before its first segment is entered.</summary>
    public RecordCursor(string directory, bool follows)
    {
        (_directory, _follows) = (directory, follows);
        Segments = SegmentList.Load(directory, 0, Scanner);
        if (Segments.Count == 0)
        {
            Scanner.Dispose();
            throw new RecordingFormatException(directory, "it is not a recording: there is no segment in it");
        }

        Gaps = SegmentGaps.Between(Segments);
        End = RecordingEnd.Find(directory, Segments, Tables, Scanner);
    }

    /// <summary>Where the recording ended when it was opened.</summary>
    public RecordingEnd End { get; }

    /// <summary>The segments known.</summary>
    public List<RecordingSegment> Segments { get; }

    /// <summary>What is missing, as far as known.</summary>
    public List<RecordingGap> Gaps { get; }

    /// <summary>The instruments and feeds known.</summary>
    public RecordingTables Tables { get; } = new();

    /// <summary>Holds the present block.</summary>
    public BlockScanner Scanner { get; } = new();

    /// <summary>Gets the blocks that hold no records, which are passed over otherwise; null = nobody does.</summary>
    public MarketBuilder? Follower { get; set; }

    /// <summary>Blocks of records that were all received then or later, in nanoseconds, are passed over by their headers; null = none is.</summary>
    public long? PassesFrom { get; set; }

    /// <summary>The segment that is read.</summary>
    public RecordingSegment Segment => Segments[_current];

    /// <summary>The bytes of the segments before the one that is read.</summary>
    public long BytesBefore { get; private set; }

    /// <summary>The last record before what is read next.</summary>
    public StreamPosition Position { get; private set; }

    /// <summary>What is missing right before the present block; null when nothing is.</summary>
    public RecordingGap? GapBefore { get; private set; }

    /// <summary>Goes into a segment.</summary>
    /// <param name="segment">Its place in <see cref="Segments"/>.</param>
    /// <param name="at">The line of its index to begin at; null = its beginning.</param>
    public void Enter(int segment, IndexEntry? at)
    {
        _current = segment;
        (_pending, _crossed, GapBefore, PassesFrom) = (-1, null, null, null);
        Open();
        Scanner.Seek(at?.Offset ?? 0);
        Position = Segment.First with { Sequence = at?.SequenceBefore ?? Math.Max(Segment.First.Sequence, 1) - 1 };
    }

    /// <summary>Goes to the next block that holds records or spans.</summary>
    /// <param name="skipDamage">Whether damage is only noted.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">There is damage; the next call goes on after it.</exception>
    public bool NextBlock(bool skipDamage)
    {
        while (true)
        {
            while (PassesFrom is { } time && Scanner.TryPass(time, out BlockHeader passed))
            {
                Follow(in passed);
            }

            BlockStatus status = Scanner.Read();
            if (status == BlockStatus.Whole)
            {
                if (Take())
                {
                    return true;
                }

                continue;
            }

            bool isNewest = _current == Segments.Count - 1;
            if (isNewest && _follows && FindNewer())
            {
                continue;
            }

            RecordingFormatException? damage = status == BlockStatus.End ? null : Damage(status, isNewest);
            if (damage is null)
            {
                if (isNewest)
                {
                    Scanner.Forget();
                    return false;
                }

                damage = NextSegment();
            }

            if (damage is not null && !skipDamage)
            {
                throw damage;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Scanner.Dispose();

    private bool Take()
    {
        ref readonly BlockHeader header = ref Scanner.Header;
        if (header.Kind != BlockKind.Ticks)
        {
            Tables.Take(Scanner);
            Follower?.Apply(Scanner);
            return false;
        }

        Follow(in header);
        return true;
    }

    private void Follow(in BlockHeader header)
    {
        GapBefore = _crossed;
        if (header.Count > 0)
        {
            if (_pending >= 0)
            {
                GapBefore = Gaps[_pending] = Gaps[_pending] with { Next = Position with { Sequence = header.FirstSequence } };
            }

            (_pending, _crossed) = (-1, null);
            Position = Position with { Sequence = header.LastSequence };
        }
    }

    // Whether what follows the newest segment that is known has been begun. What is read before that is known may not
    // be all that was written, so it is read again.
    private bool FindNewer()
    {
        if (!File.Exists(JournalFormat.SegmentPath(_directory, Segment.Ordinal + 1)))
        {
            return false;
        }

        using var scanner = new BlockScanner();
        foreach (RecordingSegment segment in SegmentList.Load(_directory, Segment.Ordinal + 1, scanner))
        {
            SegmentGaps.Add(Gaps, Segments[^1], segment);
            Segments.Add(segment);
        }

        Scanner.Forget();
        return _current < Segments.Count - 1;
    }

    // Null when it is no damage: a block that is being written, or that a writer left when it died.
    private RecordingFormatException? Damage(BlockStatus status, bool isNewest)
    {
        long from = Scanner.Offset;
        if (Scanner.FindNext())
        {
            return Note(from, Scanner.Offset);
        }

        bool nothingMissing = !isNewest && Segments[_current + 1].Head is var next
            && next.PreviousEpoch == Position.Epoch && next.PreviousSequence == Position.Sequence;
        if ((isNewest && _follows) || (status == BlockStatus.Torn && (isNewest || nothingMissing)))
        {
            return null;
        }

        long end = isNewest ? End.Offset : new FileInfo(Segment.Path).Length;
        Scanner.Seek(end);
        return Note(from, end);
    }

    private RecordingFormatException Note(long from, long to, string wrong = "what stands here is not what was written")
    {
        RecordingSegment segment = Segment;
        var gap = new RecordingGap(RecordingGapCause.Damage, Position, default, segment.Name, from, to - from);
        if (_pending < 0)
        {
            _pending = Gaps.Count;
            Gaps.Add(gap);
        }

        return new RecordingFormatException(segment.Path, from, $"{wrong}; {to - from} bytes cannot be read, after {Position}");
    }

    private RecordingFormatException? NextSegment()
    {
        RecordingFormatException? damage = null;
        SegmentHead head = Segments[_current + 1].Head;
        if (_pending < 0 && Segments[_current + 1].Ordinal == Segment.Ordinal + 1 && head.PreviousEpoch == Position.Epoch && head.PreviousSequence > Position.Sequence)
        {
            damage = Note(Scanner.Offset, Scanner.Offset, $"the file ends too early: it had records up to {head.PreviousSequence}");
        }

        _crossed = SegmentGaps.Between(_crossed, Segment, Segments[_current + 1]) ?? _crossed;
        _current++;
        Open();

        // One that does not tell where it begins is only known to go on from here: what comes first in it may not be its first.
        Position = Segment.IsHeadless && Segment.First.Epoch == Position.Epoch ? Position : Segment.First with { Sequence = Math.Max(Segment.First.Sequence, 1) - 1 };
        return damage;
    }

    private void Open()
    {
        BytesBefore = Segments.Take(_current).Sum(before => before.Bytes);
        bool ends = !_follows && _current == Segments.Count - 1;
        Scanner.Open(Segment.Path, Segment.Ordinal, ends ? End.Offset : long.MaxValue);
    }
}
