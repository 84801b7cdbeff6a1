using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// Reads a text of one tick a line, or of the levels and sides that quotes are made of. It reads the file twice: once for its
/// instruments and their scales, so that every number is kept exactly, then for its ticks. For one thread.
/// </summary>
/// <remarks>
/// Ticks keep the order of their lines, and are numbered 1, 2, 3, .. A tick costs no allocation; a book of price levels one for
/// each level that comes to be. A quote of price levels comes
/// when the lines of its instant are complete, which is when another instant or instrument begins, or the text ends.
/// </remarks>
internal sealed class TextRecordingReader : ForwardReader
{
    private readonly LineReader _lines;
    private readonly TickRows _rows;
    private readonly RowTicks _ticks;
    private readonly InstrumentTable _table;
    private readonly TopOfLevels?[] _levels;
    private readonly TopOfExchanges?[] _exchanges;
    private (int Place, long EventTime, long RecordedAt) _instant = (-1, 0, 0);
    private RecordedTick _first;
    private bool _hasFirst;
    private ulong _sequence;

    private TextRecordingReader(RecordingContent content, InstrumentTable table, Func<LineReader, TickRows> rows)
    {
        _lines = new LineReader(content);
        _rows = rows(_lines);
        _ticks = new RowTicks(_lines, _rows);
        _table = table;
        _levels = new TopOfLevels?[table.Instruments.Count];
        _exchanges = new TopOfExchanges?[table.Instruments.Count];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Instrument> Instruments => _table.Instruments;

    /// <inheritdoc/>
    public override long BytesRead => _lines.BytesRead;

    /// <inheritdoc/>
    public override long Length => _lines.Length;

    /// <summary>Reads a text through for its instruments, and then as far as its first tick.</summary>
    /// <param name="content">The text; disposed with the reader.</param>
    /// <param name="opening">What the user wants otherwise, and who is told of the progress.</param>
    /// <param name="rows">Makes what reads its lines, for each reading.</param>
    /// <exception cref="RecordingFormatException">It is damaged before the first tick.</exception>
    /// <exception cref="OperationCanceledException">It was to be ended.</exception>
    public static TextRecordingReader Open(RecordingContent content, RecordingOpening opening, Func<LineReader, TickRows> rows)
    {
        InstrumentTable table = RowSurvey.Take(content.OpenAgain(), opening, rows);
        var reader = new TextRecordingReader(content, table, rows);
        reader._hasFirst = reader.ReadOn(out reader._first);
        return reader;
    }

    /// <inheritdoc/>
    public override void Dispose() => _lines.Dispose();

    /// <inheritdoc/>
    protected override bool ReadNext(out RecordedTick tick)
    {
        if (_hasFirst)
        {
            _hasFirst = false;
            tick = _first;
            return true;
        }

        return ReadOn(out tick);
    }

    private bool ReadOn(out RecordedTick recorded)
    {
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            TickRow row = default;
            if (!line.IsEmpty && _rows.Read(line, ref row) && Take(in row, out Tick tick, out long recordedAt))
            {
                recorded = Numbered(in tick, recordedAt);
                return true;
            }
        }

        bool last = EndInstant(out Tick quote, out long at);
        recorded = last ? Numbered(in quote, at) : default;
        return last;
    }

    private bool Take(in TickRow row, out Tick tick, out long recordedAt)
    {
        int place = _table.Find(in row);
        if (place < 0)
        {
            throw _lines.Wrong(_table.WrongWith(in row) ?? "the instrument was not there when the file was read for the first time");
        }

        Instrument instrument = _table.Instruments[place];
        recordedAt = row.RecordedAt;
        switch (row.Kind)
        {
            case RowKind.Quote:
                return _ticks.TryMakeQuote(in row, instrument, out tick);
            case RowKind.Trade:
                tick = _ticks.MakeTrade(in row, instrument);
                return true;
            case RowKind.Status:
                tick = Tick.ForStatus(instrument.Number, row.State, row.Reason) with { EventTime = new UnixNanos(row.EventTime), Flags = row.Flags };
                return true;
            case RowKind.Level:
                return TakeLevel(in row, place, out tick, out recordedAt);
            default:
                return TakeSide(in row, place, out tick);
        }
    }

    // A line of a new instant completes the one before, whose quote it then gives.
    private bool TakeLevel(in TickRow row, int place, out Tick tick, out long recordedAt)
    {
        Instrument instrument = _table.Instruments[place];
        long price = _ticks.Price(in row, instrument, RowField.Price);
        long size = _ticks.Size(in row, instrument, RowField.Size);
        bool complete = false;
        tick = default;
        recordedAt = 0;
        if (_instant.Place != place || _instant.RecordedAt != row.RecordedAt)
        {
            complete = EndInstant(out tick, out recordedAt);
        }

        _instant = (place, row.EventTime, row.RecordedAt);
        return (_levels[place] ??= new TopOfLevels()).Set(row.Side, price, size, (row.Flags & TickFlags.Snapshot) != 0)
            ? complete
            : throw _lines.Wrong($"the book of {instrument.FullName} has more than {TopOfLevels.MaxLevels} levels of a side");
    }

    private bool TakeSide(in TickRow row, int place, out Tick tick)
    {
        Instrument instrument = _table.Instruments[place];
        TopOfExchanges top = _exchanges[place] ??= new TopOfExchanges();
        top.Set(row.Exchange, row.Side, _ticks.Price(in row, instrument, RowField.Price), _ticks.Size(in row, instrument, RowField.Size));
        bool changed = top.TryTake(out tick);
        tick = tick with { Instrument = instrument.Number, EventTime = new UnixNanos(row.EventTime) };
        return changed;
    }

    private bool EndInstant(out Tick quote, out long recordedAt)
    {
        quote = default;
        recordedAt = _instant.RecordedAt;
        if (_instant.Place < 0 || !_levels[_instant.Place]!.TryTake(out quote))
        {
            return false;
        }

        quote = quote with { Instrument = _table.Instruments[_instant.Place].Number, EventTime = new UnixNanos(_instant.EventTime) };
        _instant = (-1, 0, 0);
        return true;
    }

    private RecordedTick Numbered(in Tick tick, long recordedAt) => new(tick with { Sequence = ++_sequence }, new UnixNanos(recordedAt));
}
