using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// Reads a data message in MessagePack tick by tick, for clients; allocates nothing. Kinds that are not known are
/// passed over, and so are elements past those that are. Not thread-safe.
/// </summary>
public ref struct DataMessageReader
{
    private MessagePackReader _reader;
    private int _left;

    /// <summary>Starts to read.</summary>
    /// <param name="message">The message, whole.</param>
    /// <exception cref="MessagePackSerializationException">It is not a data message.</exception>
    public DataMessageReader(ReadOnlySpan<byte> message)
    {
        _reader = new MessagePackReader(message);
        _left = _reader.ReadArrayHeader() - 1;
        long id = _reader.ReadInt64();
        SubscriptionId = id is > 0 and <= int.MaxValue ? (int)id : throw new MessagePackSerializationException("the message names no subscription", 0);
    }

    /// <summary>The subscription that the ticks are of.</summary>
    public int SubscriptionId { get; }

    /// <summary>Reads the next tick.</summary>
    /// <param name="tick">The tick. Its receive time is none unless the subscription asked for times; its feed is not told.</param>
    /// <param name="collapsed">What else it stands for.</param>
    /// <returns>False = there are no more.</returns>
    /// <exception cref="MessagePackSerializationException">The message is not what it should be.</exception>
    public bool TryRead(out Tick tick, out Collapsed collapsed)
    {
        tick = default;
        collapsed = default;
        while (_left > 0)
        {
            _left--;
            int elements = _reader.ReadArrayHeader();
            int known = elements == 0 ? 0 : ReadKnown(ref _reader, elements, out tick, out collapsed);
            for (; known < elements; known++)
            {
                _reader.Depth = 2;
                _reader.Skip();
            }

            if (tick.Kind != TickKind.None)
            {
                return true;
            }
        }

        if (!_reader.End)
        {
            throw new MessagePackSerializationException("the message goes on after its end", _reader.Consumed);
        }

        return false;
    }

    // Returns how many elements were read; of a kind that is not known only the first, and there is no tick.
    private static int ReadKnown(ref MessagePackReader reader, int elements, out Tick tick, out Collapsed collapsed)
    {
        collapsed = default;
        switch (reader.ReadUInt64())
        {
            case (ulong)TickKind.Quote:
                Expect(ref reader, elements, 9);
                tick = ReadQuote(ref reader);
                break;
            case (ulong)TickKind.Trade:
                Expect(ref reader, elements, 9);
                tick = ReadTrade(ref reader);
                break;
            case (ulong)TickKind.Status:
                Expect(ref reader, elements, 7);
                tick = ReadStatus(ref reader);
                tick = elements > 7 ? tick with { ReceiveTime = new UnixNanos(reader.ReadInt64()) } : tick;
                return Math.Min(elements, 8);
            default:
                tick = default;
                return 1;
        }

        if (elements > 9)
        {
            collapsed = ReadCollapsed(ref reader, tick.Kind);
        }

        if (elements > 10)
        {
            tick = tick with { ReceiveTime = new UnixNanos(reader.ReadInt64()) };
        }

        return Math.Min(elements, 11);
    }

    private static void Expect(ref MessagePackReader reader, int elements, int least)
    {
        if (elements < least)
        {
            throw new MessagePackSerializationException($"a tick of {elements} elements; its kind has {least}", reader.Consumed);
        }
    }

    private static Tick ReadHead(ref MessagePackReader reader, TickKind kind) => new()
    {
        Kind = kind,
        Instrument = checked((uint)Bounded(ref reader, uint.MaxValue)),
        Sequence = reader.ReadUInt64(),
        EventTime = new UnixNanos(reader.ReadInt64()),
    };

    private static Tick ReadQuote(ref MessagePackReader reader) => ReadHead(ref reader, TickKind.Quote) with
    {
        BidPrice = ReadPrice(ref reader),
        BidSize = reader.TryReadNil() ? 0 : reader.ReadInt64(),
        AskPrice = ReadPrice(ref reader),
        AskSize = reader.TryReadNil() ? 0 : reader.ReadInt64(),
        Flags = (TickFlags)Bounded(ref reader, byte.MaxValue),
    };

    private static Tick ReadTrade(ref MessagePackReader reader) => ReadHead(ref reader, TickKind.Trade) with
    {
        Price = reader.ReadInt64(),
        Size = reader.ReadInt64(),
        Side = (Side)Bounded(ref reader, byte.MaxValue),
        Flags = (TickFlags)Bounded(ref reader, byte.MaxValue),
        TradeId = reader.ReadUInt64(),
    };

    private static Tick ReadStatus(ref MessagePackReader reader)
    {
        Tick head = ReadHead(ref reader, TickKind.Status);
        var state = (TradingState)Bounded(ref reader, byte.MaxValue);
        var flags = (TickFlags)Bounded(ref reader, byte.MaxValue);
        return Tick.ForStatus(head.Instrument, state, reader.ReadStringSpan()) with
        {
            Sequence = head.Sequence,
            EventTime = head.EventTime,
            Flags = flags,
        };
    }

    private static Collapsed ReadCollapsed(ref MessagePackReader reader, TickKind kind)
    {
        if (reader.TryReadNil())
        {
            return default;
        }

        int elements = reader.ReadArrayHeader();
        Expect(ref reader, elements, 3);
        var collapsed = new Collapsed
        {
            Count = reader.ReadInt64(),
            FirstSequence = reader.ReadUInt64(),
            Cause = (CollapseCause)Bounded(ref reader, byte.MaxValue),
        };
        int known = 3;
        if (kind == TickKind.Quote && elements >= 7)
        {
            known = 7;
            collapsed = collapsed with
            {
                HasQuoteSummary = true,
                BidHigh = ReadPrice(ref reader),
                BidLow = ReadPrice(ref reader),
                AskHigh = ReadPrice(ref reader),
                AskLow = ReadPrice(ref reader),
            };
        }
        else if (kind == TickKind.Trade && elements >= 8)
        {
            known = 8;
            collapsed = collapsed with
            {
                HasTradeSums = true,
                Volume = reader.ReadInt64(),
                High = reader.ReadInt64(),
                Low = reader.ReadInt64(),
                Notional = ((Int128)reader.ReadInt64() << 64) | (Int128)(UInt128)reader.ReadUInt64(),
            };
        }

        for (; known < elements; known++)
        {
            reader.Depth = 3;
            reader.Skip();
        }

        return collapsed;
    }

    private static long ReadPrice(ref MessagePackReader reader) => reader.TryReadNil() ? Tick.NoPrice : reader.ReadInt64();

    private static ulong Bounded(ref MessagePackReader reader, ulong greatest)
    {
        long at = reader.Consumed;
        ulong value = reader.ReadUInt64();
        return value <= greatest ? value : throw new MessagePackSerializationException($"{value} is beyond {greatest}", at);
    }
}
