using Ticker.Model;
using Ticker.Recording.History;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Replay;

/// <summary>A recording in the journal's format as a tape, as far as it went when it was opened, or as it may be seen.</summary>
public sealed class JournalTape : ITape
{
    private readonly string _directory;
    private readonly StreamPosition? _last;
    private readonly IReadOnlyList<Instrument>? _instruments;
    private RecordingReader _reader;
    private int _gapsTold;

    private JournalTape(string directory, (StreamPosition Last, IReadOnlyList<Instrument> Instruments)? end) =>
        (_directory, _last, _instruments, _reader) = (directory, end?.Last, end?.Instruments, OpenReader(directory));

    /// <summary>Opens a recording.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="before">What was received then or later is as if it had not come yet; none = all may be seen.</param>
    /// <exception cref="RecordingFormatException">It is not a recording, or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static JournalTape Open(string directory, UnixNanos before = default) => new(directory, before.IsNone ? null : EndBefore(directory, before));

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _instruments ?? _reader.Instruments;

    /// <inheritdoc/>
    public string FeedName(ushort number) => _reader.Feeds.GetValueOrDefault(number) ?? $"feed {number}";

    /// <inheritdoc/>
    public int Read(Span<Tick> records)
    {
        ReadOnlySpan<Tick> block = _reader.ReadBlock();
        if (_last is { } last && !block.IsEmpty && HistoryOrder.Compare(_reader.Position, last) > 0)
        {
            // Read again at the next call, and left out again: this is the end.
            int count = _reader.Position.Epoch == last.Epoch ? CountUpTo(block, last.Sequence) : 0;
            block = block[..count];
            block.CopyTo(records);
            _reader.Seek(last);
            return count;
        }

        block.CopyTo(records);
        return block.Length;
    }

    /// <inheritdoc/>
    public void GoNear(TapePlace place, TapeStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        long epoch = _reader.Position.Epoch;
        if (place.Sequence is { } sequence)
        {
            _reader.Seek(new StreamPosition(epoch, Math.Max(sequence, 1) - 1));
        }
        else if (!place.Time.IsNone)
        {
            _reader.Seek(place.Time);
        }
        else
        {
            Rewind();
        }

        if (_last is { } last && HistoryOrder.Compare(_reader.Position, last) > 0)
        {
            _reader.Seek(last);
        }

        RecordedMarket market = _reader.MarketAsOf(_reader.Position);
        foreach (Tick record in market.Records)
        {
            standing.Apply(in record);
        }

        if (market.Records.Count > 0)
        {
            standing.StandAt(_reader.Position.Sequence, market.Time.Value);
        }
    }

    /// <inheritdoc/>
    public void GoOn(TapeStanding standing)
    {
        // A journal says itself how its feeds stand.
    }

    /// <inheritdoc/>
    public string? TakeTrouble()
    {
        while (_gapsTold < _reader.Gaps.Count)
        {
            RecordingGap gap = _reader.Gaps[_gapsTold++];
            if (gap.Cause != RecordingGapCause.Epoch && (_last is not { } last || HistoryOrder.Compare(gap.After, last) < 0))
            {
                return $"the recording lacks what was between {gap.After} and {gap.Next} ({gap.Cause}, {gap.File})";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static int CountUpTo(ReadOnlySpan<Tick> records, ulong sequence)
    {
        int count = 0;
        while (count < records.Length && records[count].Sequence <= sequence)
        {
            count++;
        }

        return count;
    }

    // The last that may be seen, and the instruments by then; null = all may be.
    private static (StreamPosition, IReadOnlyList<Instrument>)? EndBefore(string directory, UnixNanos before)
    {
        using RecordingReader reader = OpenReader(directory);
        return reader.Seek(before) ? (reader.Position, InstrumentsUpTo(reader, reader.Position)) : null;
    }

    // Numbers are not defined in their order where feeds define at the same time: of one that may not be seen, only its number is.
    private static Instrument[] InstrumentsUpTo(RecordingReader reader, StreamPosition position)
    {
        HashSet<uint> known = [.. reader.MarketAsOf(position).Records.Where(record => record.Kind != TickKind.FeedState).Select(record => record.Instrument)];
        return [.. reader.Instruments.Take((int)known.DefaultIfEmpty().Max()).Select(instrument => known.Contains(instrument.Number) ? instrument : RecordingTables.Lost(instrument.Number))];
    }

    private void Rewind()
    {
        _reader.Dispose();
        _reader = OpenReader(_directory);
    }

    private static RecordingReader OpenReader(string directory)
    {
        RecordingReader reader = RecordingReader.Open(directory);
        reader.SkipsDamage = true;
        return reader;
    }
}
