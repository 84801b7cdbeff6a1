using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Journal;

/// <summary>
/// Reads a recording: a directory in the journal's format, complete or still being written, by this process or another.
/// Opening reads the beginnings and the end only, however large it is. A reader is for one thread; any number of
/// readers may read one recording at once, and none of them holds up its writer.
/// </summary>
/// <remarks>
/// Every block's checksum is verified. Damage is told once, by an exception, and reading may go on after it: the next
/// call returns what follows. A reader that was opened to follow returns false, or nothing, when there is no more yet;
/// asked again later, it goes on. Otherwise the end is where the recording ended when it was opened.
/// </remarks>
public sealed class RecordingReader : IRecordingReader
{
    private readonly RecordCursor _cursor;
    private int _next;
    private int _count;
    private StreamPosition _position;

    private RecordingReader(string directory, bool follows)
    {
        Directory = directory;
        _cursor = new RecordCursor(directory, follows);
        Length = _cursor.Segments.Sum(segment => segment.Bytes) - TornBytes;
        Enter(0, null);
    }

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>
    /// Its instruments by the numbers that its ticks carry, 1, 2, 3, ..; of a reader that follows, the list grows, always
    /// before a tick of a new one is returned.
    /// </summary>
    public IReadOnlyList<Instrument> Instruments => _cursor.Tables.Instruments;

    /// <summary>The names of its feeds, by the numbers that its ticks carry.</summary>
    public IReadOnlyDictionary<ushort, string> Feeds => _cursor.Tables.Feeds;

    /// <summary>Its files, oldest first.</summary>
    public IReadOnlyList<RecordingSegment> Segments => _cursor.Segments;

    /// <summary>
    /// Where something is missing: what the files tell when they are opened, and each damage as it is come upon.
    /// </summary>
    public IReadOnlyList<RecordingGap> Gaps => _cursor.Gaps;

    /// <summary>The position before its first record.</summary>
    public StreamPosition Start => _cursor.Segments[0].First with { Sequence = Math.Max(_cursor.Segments[0].First.Sequence, 1) - 1 };

    /// <summary>The last position when it was opened.</summary>
    public StreamPosition Last => _cursor.End.Position;

    /// <summary>The latest receive time when it was opened; <see cref="UnixNanos.None"/> when there is no record.</summary>
    public UnixNanos LastTime => _cursor.End.Time;

    /// <summary>The bytes at its end that are not a whole block: a writer died there, or is just writing. They are not damage.</summary>
    public long TornBytes => _cursor.End.TornBytes;

    /// <summary>Whether <see cref="Read"/> and the like go over damage and only note it in <see cref="Gaps"/>.</summary>
    public bool SkipsDamage { get; set; }

    /// <summary>
    /// Before which receive time records are wanted; null = all are. Others are returned where they stand among such, but blocks
    /// of nothing else are passed over, and from the first of them on no more than headers is read until one holds what is
    /// wanted: whatever a clock that was set back has brought there is found all the same. What is passed over is not verified.
    /// </summary>
    public UnixNanos? Until { get; set; }

    /// <summary>The position of the last record returned, or where the reader was sent.</summary>
    public StreamPosition Position => _position;

    /// <summary>What is missing right before the last record, or block, returned; null when nothing is.</summary>
    public RecordingGap? GapBefore { get; private set; }

    /// <inheritdoc/>
    public long BytesRead => _cursor.BytesBefore + _cursor.Scanner.Offset;

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Opens a recording at its beginning.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="follow">Whether to go on past the present end when more has been written.</param>
    /// <exception cref="RecordingFormatException">It is not a recording, or of a later version.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RecordingReader Open(string directory, bool follow = false)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new RecordingReader(directory, follow);
    }

    /// <summary>Whether a directory holds a recording, or the beginning of one.</summary>
    public static bool IsRecording(string directory) =>
        System.IO.Directory.Exists(directory) && JournalFormat.Segments(directory).Count > 0;

    /// <summary>Reads the next quote, trade or status; its sequence is the recorded one.</summary>
    /// <inheritdoc/>
    public bool Read(out RecordedTick tick)
    {
        while (ReadRecord(out Tick record))
        {
            if (record.Kind < TickKind.Definition)
            {
                tick = new RecordedTick(record, record.ReceiveTime);
                return true;
            }
        }

        tick = default;
        return false;
    }

    /// <summary>Reads the next record of the stream, whatever its kind.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">There is damage; the next call goes on after it.</exception>
    public bool ReadRecord(out Tick record)
    {
        if (_next == _count && !NextBlock(SkipsDamage))
        {
            record = default;
            return false;
        }

        GapBefore = _next == 0 ? _cursor.GapBefore : null;
        record = _cursor.Scanner.Records[_next++];
        _position = _cursor.Position with { Sequence = record.Sequence };
        return true;
    }

    /// <summary>Reads what is left of the present block, or the next block's records: the fastest way through.</summary>
    /// <returns>Records of one epoch, ascending, good until the next call; empty at the end.</returns>
    /// <exception cref="RecordingFormatException">There is damage; the next call goes on after it.</exception>
    public ReadOnlySpan<Tick> ReadBlock()
    {
        if (_next == _count && !NextBlock(SkipsDamage))
        {
            return [];
        }

        GapBefore = _next == 0 ? _cursor.GapBefore : null;
        ReadOnlySpan<Tick> records = _cursor.Scanner.Records[_next..];
        _next = _count;
        _position = _cursor.Position;
        return records;
    }

    /// <summary>Goes to right after a position: what is read next is the first record after it.</summary>
    public SeekResult Seek(StreamPosition after)
    {
        List<RecordingSegment> segments = _cursor.Segments;
        int first = segments.FindIndex(segment => segment.First.Epoch == after.Epoch);
        int at = segments.FindLastIndex(segment => segment.First.Epoch == after.Epoch && segment.First.Sequence <= after.Sequence + 1 && !segment.IsUnreadable);
        if (at < 0)
        {
            Enter(Math.Max(first, 0), null);
            return first < 0 ? SeekResult.OtherEpoch : SeekResult.Expired;
        }

        Enter(at, SegmentIndex.Load(Directory, segments[at].Ordinal).Before(after.Sequence));
        while (NextBlock(skipDamage: true))
        {
            if (_cursor.Position.Epoch != after.Epoch)
            {
                return _position.Sequence < after.Sequence ? SeekResult.Ahead : SeekResult.Found;
            }

            if (_cursor.Position.Sequence > after.Sequence)
            {
                _next = FirstAfter(_cursor.Scanner.Records, after.Sequence);
                _position = after;
                return _next == 0 && _cursor.GapBefore is { } gap && gap.Next.Sequence > after.Sequence + 1 ? SeekResult.Missing : SeekResult.Found;
            }

            (_next, _position) = (_count, _cursor.Position);
        }

        return _position.Sequence < after.Sequence ? SeekResult.Ahead : SeekResult.Found;
    }

    /// <summary>Goes to a time: what is read next is the first record that was received then or later.</summary>
    /// <returns>False when there is none; the reader stands at the end.</returns>
    /// <remarks>Of a clock that was set back, the first time that it showed a time or later counts.</remarks>
    public bool Seek(UnixNanos time)
    {
        List<RecordingSegment> segments = _cursor.Segments;
        int at = Math.Max(0, segments.FindLastIndex(segment => segment.Head.TimeBefore < time.Value));
        Enter(at, SegmentIndex.Load(Directory, segments[at].Ordinal).Before(time.Value));
        while (NextBlock(skipDamage: true))
        {
            if (_cursor.Scanner.Header.GreatestTime >= time.Value)
            {
                ReadOnlySpan<Tick> records = _cursor.Scanner.Records;
                _position = _position with { Epoch = _cursor.Position.Epoch };
                while (records[_next].ReceiveTime < time)
                {
                    _position = _position with { Sequence = records[_next++].Sequence };
                }

                return true;
            }

            (_next, _position) = (_count, _cursor.Position);
        }

        return false;
    }

    /// <summary>
    /// The market as of a position, for instance <see cref="Position"/>: read from the last state that was kept before it,
    /// and the records between. The reader stays where it is.
    /// </summary>
    /// <param name="position">The last record that counts; of what is no longer kept nothing can be known but by a state.</param>
    public RecordedMarket MarketAsOf(StreamPosition position)
    {
        using var cursor = new RecordCursor(Directory, follows: false);
        return MarketAt.Find(Directory, cursor, position).ToMarket() with { Gaps = [.. cursor.Gaps] };
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    private static int FirstAfter(ReadOnlySpan<Tick> records, ulong sequence)
    {
        (int low, int high) = (0, records.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = records[middle].Sequence <= sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Enter(int segment, IndexEntry? at)
    {
        _cursor.Enter(segment, at);
        (_next, _count, _position, GapBefore) = (0, 0, _cursor.Position, null);
    }

    // A block of spans alone has nothing to return.
    private bool NextBlock(bool skipDamage)
    {
        do
        {
            (_next, _count) = (0, 0);
            if (!_cursor.NextBlock(skipDamage))
            {
                return false;
            }

            _count = (int)_cursor.Scanner.Header.Count;
            if (Until is { } until && _count > 0 && _cursor.Scanner.Header.LeastTime >= until.Value)
            {
                (_count, _position, _cursor.PassesFrom) = (0, _cursor.Position, until.Value);
            }
        }
        while (_count == 0);
        return true;
    }
}
