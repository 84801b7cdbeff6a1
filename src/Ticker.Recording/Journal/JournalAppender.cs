using System.Runtime.InteropServices;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Writes the segments of a journal one after the other: packs records into blocks, begins a new segment when one is
/// full, and has every segment begin with all instruments and feeds. For one thread; allocates nothing for a record.
/// </summary>
internal sealed class JournalAppender : IDisposable
{
    private readonly string _directory;
    private readonly long _segmentBytes;
    private readonly Disk _disk;
    private readonly TimeProvider _time;
    private readonly Guid _bootId;
    private readonly BlockBuffer _ticks = new();
    private readonly BlockBuffer _table = new();
    private readonly InstrumentTable _instruments = new();
    private readonly SortedDictionary<ushort, FeedEntry> _feeds = [];
    private SegmentWriter? _segment;
    private uint _ordinal;
    private StreamPosition _written;
    private long _timeBefore = long.MinValue;
    private long _began;
    private int _instrumentsWritten;
    private bool _feedsWritten;

    /// <summary>Makes a writer that has no segment yet.</summary>
    /// <param name="directory">Where segments go.</param>
    /// <param name="segmentBytes">About how large one may become.</param>
    /// <param name="bootId">The machine's boot id.</param>
    /// <param name="disk">What writes.</param>
    /// <param name="time">The clock.</param>
    public JournalAppender(string directory, long segmentBytes, Guid bootId, Disk disk, TimeProvider time)
    {
        (_directory, _segmentBytes, _bootId, _disk, _time) = (directory, segmentBytes, bootId, disk, time);
    }

    /// <summary>How long a segment grows at most. Default for ever.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.MaxValue;

    /// <summary>Follows what is written, so that each new segment gets the state at its beginning; null = somebody else does.</summary>
    public MarketBuilder? Market { get; init; }

    /// <summary>Told of the spans of each block that has been written; what it throws, the write throws.</summary>
    public FeedSpansWritten? Wrote { get; init; }

    /// <summary>Gets a segment that is full, to wait for the disk and dispose of it; null = done at once.</summary>
    public Action<SegmentWriter>? Retire { get; init; }

    /// <summary>The segment that is written; null when there is none.</summary>
    public SegmentWriter? Segment => _segment;

    /// <summary>The position of the last record in the file.</summary>
    public StreamPosition Written => _written;

    /// <summary>How many instruments it knows: numbers 1 to this.</summary>
    public uint Instruments => _instruments.Count;

    /// <summary>The feeds, as of the last record in the file.</summary>
    public SortedDictionary<ushort, FeedEntry> Feeds => _feeds;

    /// <summary>The spans of the block that is being filled.</summary>
    public ReadOnlySpan<FeedSpan> Unwritten => _ticks.Spans;

    /// <summary>Tells it what earlier segments hold, so that it goes on from there.</summary>
    public void Resume(uint ordinal, StreamPosition written, long timeBefore) =>
        (_ordinal, _written, _timeBefore) = (ordinal, written, timeBefore);

    /// <summary>Defines the instrument of the next number.</summary>
    public void Define(Instrument instrument) => _instruments.Add(instrument);

    /// <summary>Defines the instruments up to a number, whose registry this is; of one that was defined, takes what is said now, and the newest counts.</summary>
    public void Define(uint number, InstrumentRegistry registry)
    {
        if (number <= Instruments)
        {
            _instruments.Describe(number, registry[number]);
        }
        else
        {
            DefineUpTo(number, registry);
        }
    }

    /// <summary>Defines the instruments up to a number, whose registry this is.</summary>
    public void DefineUpTo(uint number, InstrumentRegistry registry)
    {
        while (Instruments < number)
        {
            Define(registry[Instruments + 1]);
        }
    }

    /// <summary>Makes a feed known, or changes what is known of it.</summary>
    public void Set(FeedEntry feed)
    {
        _feeds[feed.Number] = feed;
        if (Market is not null)
        {
            Market.Feeds[feed.Number] = feed;
        }

        _feedsWritten = false;
    }

    /// <summary>Begins a segment.</summary>
    /// <param name="join">How it goes on from the one before.</param>
    /// <param name="first">The position of its first record.</param>
    /// <exception cref="IOException">There is no room; nothing is left of it.</exception>
    public void Begin(SegmentJoin join, StreamPosition first)
    {
        var segment = new SegmentWriter(_disk, _directory, _ordinal + 1);
        try
        {
            WriteHead(segment, join, first);
            _instruments.DropReplaced();
            _instrumentsWritten = 0;
            _feedsWritten = false;
            WriteTables(segment, first.Sequence - 1);
        }
        catch
        {
            segment.Dispose();
            File.Delete(segment.Path);
            File.Delete(JournalFormat.IndexPath(_directory, segment.Ordinal));
            throw;
        }

        (_segment, _ordinal, _written, _began) = (segment, segment.Ordinal, first with { Sequence = first.Sequence - 1 }, _time.GetTimestamp());
    }

    /// <summary>Whether so many records go in without a block being written before.</summary>
    public bool HasRoom(int records) => _ticks.HasRoom(records);

    /// <summary>Appends records of ascending sequences, at most 512; what they need defined is.</summary>
    /// <exception cref="IOException">A full block was not written.</exception>
    public void Append(ReadOnlySpan<Tick> records)
    {
        if (!_ticks.HasRoom(records.Length))
        {
            Flush();
        }

        _ticks.Append(records);
    }

    /// <summary>Notes which of a feed's sequences the records just appended answer for.</summary>
    public void Note(in FeedSpan span) => _ticks.Note(in span);

    /// <summary>Writes what has been appended.</summary>
    /// <exception cref="IOException">It was not written, and stays unwritten.</exception>
    public void Flush()
    {
        if (_ticks.IsEmpty)
        {
            return;
        }

        if (_segment!.Length + JournalFormat.MaxBlock > _segmentBytes || (SegmentAge != TimeSpan.MaxValue && _time.GetElapsedTime(_began) > SegmentAge))
        {
            Roll();
        }

        WriteTables(_segment, _written.Sequence);
        ulong last = _ticks.Count > 0 ? _ticks.LastSequence : _written.Sequence;
        _segment.Write(_ticks, BlockKind.Ticks, _written.Sequence, _timeBefore);
        _timeBefore = _ticks.Count > 0 ? Math.Max(_timeBefore, _ticks.GreatestTime) : _timeBefore;
        _written = _written with { Sequence = last };
        FeedList.Follow(_ticks.Spans, _feeds);
        Wrote?.Invoke(_ticks.Spans);
        if (Market is not null)
        {
            Market.Position = Market.Position with { Epoch = _written.Epoch };
            Market.Apply(_ticks.Records);
            FeedList.Follow(_ticks.Spans, Market.Feeds);
        }

        _ticks.Clear();
    }

    /// <summary>Forgets what has been appended and not written.</summary>
    public void Drop() => _ticks.Clear();

    /// <summary>Writes what has been appended and closes the segment.</summary>
    /// <exception cref="IOException">Not all was written.</exception>
    public void End()
    {
        Flush();
        if (_segment is { } segment)
        {
            WriteEnd(segment);
            segment.Sync();
            Leave();
        }
    }

    /// <summary>Lets go of the segment as it is.</summary>
    public void Leave() => Detach()?.Dispose();

    /// <summary>Gives the segment as it is to whoever disposes of it.</summary>
    public SegmentWriter? Detach()
    {
        SegmentWriter? left = _segment;
        _segment = null;
        return left;
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();

    private void Roll()
    {
        SegmentWriter full = _segment!;
        Begin(SegmentJoin.Next, _written with { Sequence = _written.Sequence + 1 });
        try
        {
            WriteEnd(full);
        }
        catch (IOException)
        {
            // Nothing is missing without it: the new segment says where this one ended.
        }

        if (Retire is null)
        {
            full.Dispose();
        }
        else
        {
            Retire(full);
        }

        if (Market is not null)
        {
            CheckpointFile.Write(_directory, _ordinal, Market, _table, _disk);
        }
    }

    private void WriteEnd(SegmentWriter segment)
    {
        _table.Clear();
        segment.Write(_table, BlockKind.End, _written.Sequence, _timeBefore);
    }

    private void WriteHead(SegmentWriter segment, SegmentJoin join, StreamPosition first)
    {
        var head = new SegmentHead
        {
            Version = JournalFormat.Version,
            Ordinal = segment.Ordinal,
            Epoch = first.Epoch,
            FirstSequence = first.Sequence,
            CreatedAt = UnixNanos.Now(_time).Value,
            BootId = _bootId,
            PreviousEpoch = _written.Epoch,
            PreviousSequence = _written.Sequence,
            TimeBefore = _timeBefore,
            Instruments = _instruments.Count,
            Join = join,
        };
        _table.Clear();
        _table.TryAppend(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHead>(in head)));
        segment.Write(_table, BlockKind.Head, first.Sequence - 1, _timeBefore);
    }

    private void WriteTables(SegmentWriter segment, ulong sequence)
    {
        while (_instrumentsWritten < _instruments.Length)
        {
            int from = _instrumentsWritten;
            _table.Clear();
            _instruments.CopyTo(ref from, _table);
            segment.Write(_table, BlockKind.Instruments, sequence, _timeBefore);
            _instrumentsWritten = from;
        }

        if (!_feedsWritten)
        {
            WriteFeeds(segment, sequence);
            _feedsWritten = true;
        }
    }

    private void WriteFeeds(SegmentWriter segment, ulong sequence)
    {
        _table.Clear();
        foreach (FeedEntry feed in _feeds.Values)
        {
            if (!FeedList.TryWrite(feed, _table))
            {
                segment.Write(_table, BlockKind.Feeds, sequence, _timeBefore);
                _table.Clear();
                FeedList.TryWrite(feed, _table);
            }
        }

        if (_table.Count > 0)
        {
            segment.Write(_table, BlockKind.Feeds, sequence, _timeBefore);
        }
    }
}
