using System.Globalization;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// What a tick says in JSON, as text, since its decimals mean something only once the instrument is known and the
/// keys come in any order.
/// </summary>
internal ref struct JsonTickFields
{
    private ReadOnlySpan<byte> _kind;
    private ReadOnlySpan<byte> _sequence;
    private ReadOnlySpan<byte> _eventTime;
    private ReadOnlySpan<byte> _receiveTime;
    private ReadOnlySpan<byte> _bidPrice;
    private ReadOnlySpan<byte> _bidSize;
    private ReadOnlySpan<byte> _askPrice;
    private ReadOnlySpan<byte> _askSize;
    private ReadOnlySpan<byte> _price;
    private ReadOnlySpan<byte> _size;
    private ReadOnlySpan<byte> _side;
    private ReadOnlySpan<byte> _tradeId;
    private ReadOnlySpan<byte> _state;
    private ReadOnlySpan<byte> _reason;
    private ReadOnlySpan<byte> _flags;
    private JsonCollapsedFields _collapsed;

    /// <summary>The symbol, in UTF-8.</summary>
    public ReadOnlySpan<byte> Symbol { get; private set; }

    /// <summary>What kind of tick it is; none where it is not known.</summary>
    public readonly TickKind Kind => _kind switch
    {
        [(byte)'q'] => TickKind.Quote,
        [(byte)'t'] => TickKind.Trade,
        [(byte)'s'] => TickKind.Status,
        _ => TickKind.None,
    };

    /// <summary>Reads the object that the reader stands at.</summary>
    public void Read(ref JsonMapReader reader)
    {
        reader.BeginMap();
        while (reader.NextKey(out ReadOnlySpan<byte> key))
        {
            if (reader.Next is WireType.Map)
            {
                if (key.SequenceEqual("c"u8))
                {
                    _collapsed.Read(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
            else if (reader.Next is WireType.Text or WireType.Integer or WireType.OtherNumber)
            {
                Keep(key, reader.Next == WireType.Text ? reader.Text() : reader.NumberText);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The tick, in the instrument's scales.</summary>
    public readonly Tick ToTick(Instrument instrument)
    {
        Tick tick = Kind switch
        {
            TickKind.Status => Tick.ForStatus(instrument.Number, (TradingState)Small(_state, "st"), _reason),
            TickKind.Trade => new Tick
            {
                Kind = TickKind.Trade,
                Instrument = instrument.Number,
                Price = Decimal(_price, instrument.PriceScale, "p"),
                Size = Decimal(_size, instrument.SizeScale, "s"),
                Side = (Side)Small(_side, "side"),
                TradeId = _tradeId.IsEmpty ? 0 : Unsigned(_tradeId, "i"),
            },
            _ => new Tick
            {
                Kind = TickKind.Quote,
                Instrument = instrument.Number,
                BidPrice = Price(_bidPrice, instrument.PriceScale, "bp"),
                BidSize = _bidSize.IsEmpty ? 0 : Decimal(_bidSize, instrument.SizeScale, "bs"),
                AskPrice = Price(_askPrice, instrument.PriceScale, "ap"),
                AskSize = _askSize.IsEmpty ? 0 : Decimal(_askSize, instrument.SizeScale, "as"),
            },
        };
        return tick with
        {
            Sequence = Unsigned(_sequence, "seq"),
            EventTime = Instant(_eventTime, "t"),
            ReceiveTime = Instant(_receiveTime, "rt"),
            Flags = (TickFlags)Small(_flags, "f"),
        };
    }

    /// <summary>What else it stands for, in the instrument's scales.</summary>
    public readonly Collapsed ToCollapsed(Instrument instrument) => _collapsed.ToCollapsed(Kind, instrument);

    internal static ulong Unsigned(ReadOnlySpan<byte> text, string key) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : throw Wrong(key);

    internal static byte Small(ReadOnlySpan<byte> text, string key) =>
        text.IsEmpty ? (byte)0 : byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte value) ? value : throw Wrong(key);

    internal static long Price(ReadOnlySpan<byte> text, int scale, string key) => text.IsEmpty ? Tick.NoPrice : Decimal(text, scale, key);

    internal static long Decimal(ReadOnlySpan<byte> text, int scale, string key) =>
        DecimalText.Parse(text, scale, out long mantissa) == DecimalResult.Exact ? mantissa : throw Wrong(key);

    internal static FormatException Wrong(string key) => new($"{key} of a tick is missing, or not what its instrument's scales can hold");

    private static UnixNanos Instant(ReadOnlySpan<byte> text, string key) =>
        text.IsEmpty ? UnixNanos.None : InstantText.TryParse(text, out UnixNanos instant) ? instant : throw Wrong(key);

    private void Keep(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case [(byte)'T']: _kind = value; break;
            case [(byte)'S']: Symbol = value; break;
            case [(byte)'t']: _eventTime = value; break;
            case [(byte)'p']: _price = value; break;
            case [(byte)'s']: _size = value; break;
            case [(byte)'i']: _tradeId = value; break;
            case [(byte)'f']: _flags = value; break;
            case [(byte)'b', (byte)'p']: _bidPrice = value; break;
            case [(byte)'b', (byte)'s']: _bidSize = value; break;
            case [(byte)'a', (byte)'p']: _askPrice = value; break;
            case [(byte)'a', (byte)'s']: _askSize = value; break;
            case [(byte)'r', (byte)'t']: _receiveTime = value; break;
            case [(byte)'s', (byte)'t']: _state = value; break;
            case [(byte)'s', (byte)'e', (byte)'q']: _sequence = value; break;
            case [(byte)'s', (byte)'i', (byte)'d', (byte)'e']: _side = value; break;
            default:
                if (key.SequenceEqual("reason"u8))
                {
                    _reason = value;
                }

                break;
        }
    }
}
