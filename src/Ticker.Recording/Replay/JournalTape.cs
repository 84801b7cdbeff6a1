using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Replay;

/// <summary>A recording in the journal's format as a tape, as far as it went when it was opened.</summary>
public sealed class JournalTape : ITape
{
    private readonly string _directory;
    private RecordingReader _reader;
    private int _gapsTold;

    /// <summary>Opens a recording.</summary>
    /// <param name="directory">Its directory.</param>
    /// <exception cref="RecordingFormatException">It is not a recording, or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public JournalTape(string directory)
    {
        _directory = directory;
        _reader = Open();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _reader.Instruments;

    /// <inheritdoc/>
    public string FeedName(ushort number) => _reader.Feeds.GetValueOrDefault(number) ?? $"feed {number}";

    /// <inheritdoc/>
    public int Read(Span<Tick> records)
    {
        ReadOnlySpan<Tick> block = _reader.ReadBlock();
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
            _reader.Dispose();
            _reader = Open();
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
            if (gap.Cause != RecordingGapCause.Epoch)
            {
                return $"the recording lacks what was between {gap.After} and {gap.Next} ({gap.Cause}, {gap.File})";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private RecordingReader Open()
    {
        RecordingReader reader = RecordingReader.Open(_directory);
        reader.SkipsDamage = true;
        return reader;
    }
}
