using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Ticks as a Parquet file, a row each, with the columns of <see cref="ExportColumns"/>.</summary>
/// <remarks>
/// Times stand there twice: as timestamps to the nanosecond, and as plain integers, because some readers cut timestamps to
/// microseconds. With <see cref="NumberForm.Mantissa"/> the six columns of prices and sizes end in <c>_mantissa</c>.
/// </remarks>
public sealed class ParquetTickWriter : ITickWriter
{
    private readonly NumberColumn<long> _eventTime = new(DataField.TimestampNanos("event_time") with { IsNullable = true });
    private readonly NumberColumn<long> _eventNanos = new(DataField.Counter("event_time_ns") with { IsNullable = true });
    private readonly NumberColumn<long> _receiveTime = new(DataField.TimestampNanos("receive_time") with { IsNullable = true });
    private readonly NumberColumn<long> _receiveNanos = new(DataField.Counter("receive_time_ns") with { IsNullable = true });
    private readonly NumberColumn<long> _epoch = new(DataField.Int64("epoch") with { IsNullable = true });
    private readonly NumberColumn<long> _sequence = new(DataField.Counter("sequence"));
    private readonly TextColumn _kind = new(DataField.Text("kind"));
    private readonly TextColumn _venue = new(DataField.Text("venue"));
    private readonly TextColumn _symbol = new(DataField.Text("symbol"));
    private readonly TextColumn _currency = new(DataField.Text("currency") with { IsNullable = true });
    private readonly AmountColumn _bidPrice;
    private readonly AmountColumn _bidSize;
    private readonly AmountColumn _askPrice;
    private readonly AmountColumn _askSize;
    private readonly AmountColumn _price;
    private readonly AmountColumn _size;
    private readonly TextColumn _side = new(DataField.Text("side") with { IsNullable = true });
    private readonly NumberColumn<ulong> _tradeId = new(DataField.UInt64("trade_id") with { IsNullable = true });
    private readonly TextColumn _state = new(DataField.Text("state") with { IsNullable = true });
    private readonly TextColumn _reason = new(DataField.Text("reason") with { IsNullable = true });
    private readonly NumberColumn<int> _flags = new(DataField.Int32("flags"));
    private readonly NumberColumn<int> _priceScale = new(DataField.Int32("price_scale"));
    private readonly NumberColumn<int> _sizeScale = new(DataField.Int32("size_scale"));
    private readonly ParquetWriter _writer;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="instruments">The instruments whose ticks will come: their scales decide the type of decimals.</param>
    /// <param name="form">How prices and sizes are held.</param>
    /// <param name="rowsPerGroup">How many ticks make a row group.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public ParquetTickWriter(Stream output, IReadOnlyCollection<Instrument> instruments, NumberForm form = NumberForm.Decimal, int rowsPerGroup = ParquetWriter.DefaultRowsPerGroup)
    {
        int[] priceScales = [.. instruments.Select(instrument => (int)instrument.PriceScale)];
        int[] sizeScales = [.. instruments.Select(instrument => (int)instrument.SizeScale)];
        _bidPrice = AmountColumn.Create("bid_price", form, priceScales);
        _bidSize = AmountColumn.Create("bid_size", form, sizeScales);
        _askPrice = AmountColumn.Create("ask_price", form, priceScales);
        _askSize = AmountColumn.Create("ask_size", form, sizeScales);
        _price = AmountColumn.Create("price", form, priceScales);
        _size = AmountColumn.Create("size", form, sizeScales);
        DataColumn[] columns =
        [
            _eventTime, _eventNanos, _receiveTime, _receiveNanos, _epoch, _sequence, _kind, _venue, _symbol, _currency,
            _bidPrice.Column, _bidSize.Column, _askPrice.Column, _askSize.Column, _price.Column, _size.Column,
            _side, _tradeId, _state, _reason, _flags, _priceScale, _sizeScale,
        ];
        _writer = new ParquetWriter(output, columns, rowsPerGroup);
    }

    /// <inheritdoc/>
    public bool Write(Instrument instrument, in RecordedTick tick, long epoch)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (tick.Tick.Sequence > long.MaxValue)
        {
            throw new ExportRefusedException($"{instrument.FullName}: the sequence number {tick.Tick.Sequence} is beyond 63 bits");
        }

        AddAmounts(in tick, instrument);
        AddTime(_eventTime, _eventNanos, tick.Tick.EventTime);
        AddTime(_receiveTime, _receiveNanos, tick.RecordedAt);
        if (epoch == 0)
        {
            _epoch.AppendNull();
        }
        else
        {
            _epoch.Append(epoch);
        }

        _sequence.Append((long)tick.Tick.Sequence);
        AddNames(instrument);
        AddRest(in tick);
        _flags.Append((int)tick.Tick.Flags);
        _priceScale.Append(instrument.PriceScale);
        _sizeScale.Append(instrument.SizeScale);
        _writer.EndRow();
        return true;
    }

    /// <inheritdoc/>
    public void Finish() => _writer.Finish();

    private static void AddTime(NumberColumn<long> time, NumberColumn<long> nanos, UnixNanos value)
    {
        if (value.IsNone)
        {
            time.AppendNull();
            nanos.AppendNull();
            return;
        }

        time.Append(value.Value);
        nanos.Append(value.Value);
    }

    private static void AddWord(TextColumn column, int key, ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty)
        {
            column.AppendNull();
        }
        else
        {
            column.Append(key, word);
        }
    }

    private void AddNames(Instrument instrument)
    {
        ReadOnlySpan<byte> name = instrument.Utf8Name.Span;
        int colon = name.IndexOf((byte)':');
        _venue.Append((int)instrument.Number, name[..colon]);
        _symbol.Append((int)instrument.Number, name[(colon + 1)..]);
        if (instrument.Currency.Length == 0)
        {
            _currency.AppendNull();
        }
        else
        {
            Span<byte> currency = stackalloc byte[Encoding.UTF8.GetMaxByteCount(instrument.Currency.Length)];
            _currency.Append((int)instrument.Number, currency[..Encoding.UTF8.GetBytes(instrument.Currency, currency)]);
        }
    }

    private void AddAmounts(in RecordedTick recorded, Instrument instrument)
    {
        Tick tick = recorded.Tick;
        bool bid = tick.Kind == TickKind.Quote && tick.HasBid;
        bool ask = tick.Kind == TickKind.Quote && tick.HasAsk;
        bool trade = tick.Kind == TickKind.Trade;
        AddAmount(_bidPrice, bid, instrument, tick.BidPrice, instrument.PriceScale);
        AddAmount(_bidSize, bid, instrument, tick.BidSize, instrument.SizeScale);
        AddAmount(_askPrice, ask, instrument, tick.AskPrice, instrument.PriceScale);
        AddAmount(_askSize, ask, instrument, tick.AskSize, instrument.SizeScale);
        AddAmount(_price, trade, instrument, tick.Price, instrument.PriceScale);
        AddAmount(_size, trade, instrument, tick.Size, instrument.SizeScale);
    }

    private static void AddAmount(AmountColumn column, bool present, Instrument instrument, long mantissa, int scale)
    {
        if (present)
        {
            column.Append(instrument, mantissa, scale);
        }
        else
        {
            column.Column.AppendNull();
        }
    }

    private void AddRest(in RecordedTick recorded)
    {
        Tick tick = recorded.Tick;
        bool trade = tick.Kind == TickKind.Trade;
        bool status = tick.Kind == TickKind.Status;
        _kind.Append((int)tick.Kind, TickWords.Kind(tick.Kind));
        AddWord(_side, (int)tick.Side, trade ? TickWords.Side(tick.Side) : default);
        if (trade && tick.TradeId != 0)
        {
            _tradeId.Append(tick.TradeId);
        }
        else
        {
            _tradeId.AppendNull();
        }

        AddWord(_state, (int)tick.State, status ? TickWords.State(tick.State) : default);
        if (status && !tick.Reason.IsEmpty)
        {
            _reason.Append(tick.Reason);
        }
        else
        {
            _reason.AppendNull();
        }
    }
}
