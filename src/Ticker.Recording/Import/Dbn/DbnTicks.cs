using System.Buffers.Binary;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Makes ticks of records: of one record none, one, or two. For one thread.</summary>
/// <param name="records">The records, at the first.</param>
/// <param name="instruments">All that have ticks.</param>
/// <param name="counts">Where to count.</param>
internal sealed class DbnTicks(DbnRecordReader records, DbnInstruments instruments, DbnCounts counts)
{
    private readonly DbnSlots _slots = new();
    private readonly bool _quoteBeforeTrade = records.Metadata.Schema == DbnSchema.Tbbo;
    private RecordedTick _second;
    private bool _hasSecond;
    private ulong _sequence;
    private UnixNanos _recordedAt;

    /// <summary>Where the time stands by which a file with such records is ordered; 0 where such records make no ticks nor instruments.</summary>
    public static int IndexTimeOf(DbnRecordType type) => type switch
    {
        DbnRecordType.Trade or DbnRecordType.Mbp1 or DbnRecordType.Mbp10 or DbnRecordType.ConsolidatedMbp1 or DbnRecordType.ConsolidatedTbbo
            or DbnRecordType.Bbo1Second or DbnRecordType.Bbo1Minute
            or DbnRecordType.ConsolidatedBbo1Second or DbnRecordType.ConsolidatedBbo1Minute => DbnLayout.Market.ReceiveTime,
        DbnRecordType.Status => DbnLayout.Status.ReceiveTime,
        DbnRecordType.Definition => DbnLayout.Definition.ReceiveTime,
        _ => 0,
    };

    /// <summary>The time at a place of a record, or, where it tells none there, the event time; 0 where that is not told either.</summary>
    public static long TimeOf(ReadOnlySpan<byte> record, int at)
    {
        ulong time = BinaryPrimitives.ReadUInt64LittleEndian(record[at..]);
        time = time == DbnFormat.NoTime ? BinaryPrimitives.ReadUInt64LittleEndian(record[DbnLayout.Header.EventTime..]) : time;
        return time <= long.MaxValue ? (long)time : 0;
    }

    /// <summary>Reads the next tick.</summary>
    /// <exception cref="RecordingFormatException">A record is damaged.</exception>
    public bool Read(out RecordedTick tick)
    {
        if (_hasSecond)
        {
            _hasSecond = false;
            tick = _second;
            return true;
        }

        while (records.TryRead(out ReadOnlySpan<byte> record))
        {
            if (Translate(record, out tick))
            {
                return true;
            }
        }

        tick = default;
        return false;
    }

    private bool Translate(ReadOnlySpan<byte> record, out RecordedTick tick)
    {
        counts.Records++;
        tick = default;
        var type = (DbnRecordType)record[DbnLayout.Header.Type];
        switch (type)
        {
            case DbnRecordType.Mbp1:
            case DbnRecordType.Mbp10:
            case DbnRecordType.ConsolidatedMbp1:
            case DbnRecordType.ConsolidatedTbbo:
                return TranslateBook(record, type, out tick);
            case DbnRecordType.Bbo1Second:
            case DbnRecordType.Bbo1Minute:
            case DbnRecordType.ConsolidatedBbo1Second:
            case DbnRecordType.ConsolidatedBbo1Minute:
                Require(record, DbnLayout.Market.Levels + DbnLayout.Level.Bytes, type);
                return TryMakeQuote(record, ref Find(record), isSample: true, out tick);
            case DbnRecordType.Trade:
                Require(record, DbnLayout.Market.Bytes, type);
                return TryMakeTrade(record, Find(record).Instrument, out tick);
            case DbnRecordType.Status:
                Require(record, DbnLayout.Status.Bytes, type);
                return TryMakeStatus(record, out tick);
            case DbnRecordType.Definition:
            case DbnRecordType.SymbolMapping:
                instruments.Learn(type, IdOf(record), record);
                _ = type == DbnRecordType.Definition ? counts.Definitions++ : counts.SymbolMappings++;
                return false;
            default:
                CountSkipped(type);
                return false;
        }
    }

    // A trade of mbp-1 comes with the book after it, a trade of tbbo with the book before.
    private bool TranslateBook(ReadOnlySpan<byte> record, DbnRecordType type, out RecordedTick tick)
    {
        Require(record, DbnLayout.Market.Levels + DbnLayout.Level.Bytes, type);
        ref DbnSlot slot = ref Find(record);
        if (record[DbnLayout.Market.Action] != DbnLayout.Market.TradeAction)
        {
            return TryMakeQuote(record, ref slot, isSample: false, out tick);
        }

        if (type == DbnRecordType.ConsolidatedTbbo || (_quoteBeforeTrade && type == DbnRecordType.Mbp1))
        {
            bool quoted = TryMakeQuote(record, ref slot, isSample: false, out tick);
            _hasSecond = TryMakeTrade(record, slot.Instrument, out _second);
            return quoted || TakeSecond(out tick);
        }

        bool traded = TryMakeTrade(record, slot.Instrument, out tick);
        _hasSecond = TryMakeQuote(record, ref slot, isSample: false, out _second);
        return traded || TakeSecond(out tick);
    }

    private bool TakeSecond(out RecordedTick tick)
    {
        (bool has, _hasSecond) = (_hasSecond, false);
        tick = _second;
        return has;
    }

    private bool TryMakeQuote(ReadOnlySpan<byte> record, ref DbnSlot slot, bool isSample, out RecordedTick quote)
    {
        quote = default;
        ReadOnlySpan<byte> level = record[DbnLayout.Market.Levels..];
        bool cleared = !isSample && record[DbnLayout.Market.Action] == DbnLayout.Market.ClearAction;
        long bid = cleared ? DbnFormat.NoPrice : BinaryPrimitives.ReadInt64LittleEndian(level[DbnLayout.Level.BidPrice..]);
        long ask = cleared ? DbnFormat.NoPrice : BinaryPrimitives.ReadInt64LittleEndian(level[DbnLayout.Level.AskPrice..]);
        uint bidSize = SizeOf(bid, level[DbnLayout.Level.BidSize..]);
        uint askSize = SizeOf(ask, level[DbnLayout.Level.AskSize..]);
        if (!isSample && slot.HasQuote && slot.BidPrice == bid && slot.AskPrice == ask && slot.BidSize == bidSize && slot.AskSize == askSize)
        {
            counts.UnchangedQuotes++;
            return false;
        }

        (slot.HasQuote, slot.BidPrice, slot.AskPrice, slot.BidSize, slot.AskSize) = (true, bid, ask, bidSize, askSize);
        if (bid == DbnFormat.NoPrice && ask == DbnFormat.NoPrice)
        {
            counts.EmptyQuotes++;
            return false;
        }

        var flags = (DbnRecordFlags)record[DbnLayout.Market.Flags];
        counts.Quotes++;
        quote = Recorded(record, DbnLayout.Market.ReceiveTime, new Tick
        {
            Kind = TickKind.Quote,
            Flags = FlagsOf(flags) | ((flags & DbnRecordFlags.MaybeBadBook) != 0 ? TickFlags.Stale : TickFlags.None),
            Instrument = slot.Instrument,
            BidPrice = bid == DbnFormat.NoPrice ? Tick.NoPrice : InRange(bid),
            BidSize = bidSize,
            AskPrice = ask == DbnFormat.NoPrice ? Tick.NoPrice : InRange(ask),
            AskSize = askSize,
        });
        return true;
    }

    private bool TryMakeTrade(ReadOnlySpan<byte> record, uint instrument, out RecordedTick trade)
    {
        long price = BinaryPrimitives.ReadInt64LittleEndian(record[DbnLayout.Market.Price..]);
        if (price == DbnFormat.NoPrice)
        {
            counts.TradesWithoutPrice++;
            trade = default;
            return false;
        }

        counts.Trades++;
        trade = Recorded(record, DbnLayout.Market.ReceiveTime, new Tick
        {
            Kind = TickKind.Trade,
            Flags = FlagsOf((DbnRecordFlags)record[DbnLayout.Market.Flags]),
            Instrument = instrument,
            Price = InRange(price),
            Size = SizeOf(price, record[DbnLayout.Market.Size..]),
            Side = record[DbnLayout.Market.Side] switch
            {
                DbnLayout.Market.AskSide => Side.Sell,
                DbnLayout.Market.BidSide => Side.Buy,
                _ => Side.None,
            },
        });
        return true;
    }

    private bool TryMakeStatus(ReadOnlySpan<byte> record, out RecordedTick status)
    {
        bool made = DbnStatuses.TryMake(Find(record).Instrument, record, out Tick tick);
        status = made ? Recorded(record, DbnLayout.Status.ReceiveTime, tick) : default;
        _ = made ? counts.Statuses++ : counts.StatusesWithoutState++;
        return made;
    }

    private RecordedTick Recorded(ReadOnlySpan<byte> record, int receivedAt, in Tick tick)
    {
        ulong happened = BinaryPrimitives.ReadUInt64LittleEndian(record[DbnLayout.Header.EventTime..]);
        ulong received = BinaryPrimitives.ReadUInt64LittleEndian(record[receivedAt..]);
        UnixNanos eventTime = happened == DbnFormat.NoTime ? UnixNanos.None : Instant(happened);
        _recordedAt = received != DbnFormat.NoTime ? Instant(received) : eventTime.IsNone ? _recordedAt : eventTime;
        return new RecordedTick(tick with { EventTime = eventTime, Sequence = ++_sequence }, _recordedAt);
    }

    private ref DbnSlot Find(ReadOnlySpan<byte> record)
    {
        ushort publisher = BinaryPrimitives.ReadUInt16LittleEndian(record[DbnLayout.Header.PublisherId..]);
        uint id = IdOf(record);
        ref DbnSlot slot = ref _slots.Get(DbnSlot.KeyOf(publisher, id));
        long time = TimeOf(record, IndexTimeOf((DbnRecordType)record[DbnLayout.Header.Type]));
        return ref instruments.TryFind(ref slot, publisher, id, time) ? ref slot : ref Vanished();
    }

    private ref DbnSlot Vanished() => throw records.Wrong("this was not in the file when it was read for the first time: it has changed meanwhile");

    private void Require(ReadOnlySpan<byte> record, int bytes, DbnRecordType type)
    {
        if (record.Length < bytes)
        {
            throw records.Wrong($"a record of type {type} is {record.Length} bytes long and should be {bytes} at least");
        }
    }

    private long InRange(long price) => price is >= -Tick.MaxMantissa and <= Tick.MaxMantissa
        ? price
        : throw records.Wrong($"the price {DecimalText.ToText(price, DbnFormat.PriceScale)} is out of range");

    private UnixNanos Instant(ulong time) => time <= long.MaxValue ? new UnixNanos((long)time) : throw records.Wrong($"the time {time} is out of range");

    private static uint IdOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[DbnLayout.Header.InstrumentId..]);

    private static TickFlags FlagsOf(DbnRecordFlags flags) => (flags & DbnRecordFlags.Snapshot) != 0 ? TickFlags.Snapshot : TickFlags.None;

    // Where there is no price there is no size, and where the size is not told it is none.
    private static uint SizeOf(long price, ReadOnlySpan<byte> field)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(field);
        return price == DbnFormat.NoPrice || size == DbnFormat.NoSize ? 0 : size;
    }

    private void CountSkipped(DbnRecordType type)
    {
        switch (type)
        {
            case DbnRecordType.Error or DbnRecordType.System:
                counts.GatewayMessages++;
                break;
            case DbnRecordType.Mbo or DbnRecordType.Imbalance or DbnRecordType.Statistics or DbnRecordType.OldBar or DbnRecordType.Bar1Second
                or DbnRecordType.Bar1Minute or DbnRecordType.Bar1Hour or DbnRecordType.Bar1Day or DbnRecordType.BarEndOfDay:
                counts.Unused++;
                break;
            default:
                counts.Unknown++;
                break;
        }
    }
}
