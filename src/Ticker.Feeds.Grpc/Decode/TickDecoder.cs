using Ticker.Model;

namespace Ticker.Feeds.Grpc.Decode;

/// <summary>
/// Reads one Tick of the feed contract straight into the model's 64 bytes. The bytes were found legal before, see
/// <see cref="MessageCheck"/>; of bytes that are not, an arbitrary tick is made. Pure; allocates nothing.
/// </summary>
internal static class TickDecoder
{
    private const uint InstrumentTag = (1 << 3) | ProtobufReader.Varint;
    private const uint EventTimeTag = (2 << 3) | ProtobufReader.Fixed64;
    private const uint SequenceTag = (3 << 3) | ProtobufReader.Varint;
    private const uint FlagsTag = (4 << 3) | ProtobufReader.Varint;
    private const uint QuoteTag = (5 << 3) | ProtobufReader.Length;
    private const uint TradeTag = (6 << 3) | ProtobufReader.Length;
    private const uint StatusTag = (7 << 3) | ProtobufReader.Length;

    // What a publisher may set; the other bits are the server's own.
    private const TickFlags PublishersFlags = TickFlags.Snapshot | TickFlags.OutOfHours;

    /// <summary>Decodes.</summary>
    public static Tick Decode(ReadOnlySpan<byte> bytes)
    {
        uint instrument = 0;
        ulong eventTime = 0;
        ulong sequence = 0;
        TickFlags flags = 0;
        Tick body = default;
        var reader = new ProtobufReader(bytes);
        while (!reader.IsAtEnd && reader.TryReadTag(out uint tag))
        {
            ulong value;
            switch (tag)
            {
                case InstrumentTag:
                    reader.TryReadVarint(out value);
                    instrument = (uint)value;
                    break;
                case EventTimeTag:
                    reader.TryReadFixed64(out eventTime);
                    break;
                case SequenceTag:
                    reader.TryReadVarint(out sequence);
                    break;
                case FlagsTag:
                    reader.TryReadVarint(out value);
                    flags = (TickFlags)value & PublishersFlags;
                    break;
                case QuoteTag:
                    reader.TryReadBytes(out ReadOnlySpan<byte> quote);
                    BodyDecoder.Quote(quote, ref body);
                    break;
                case TradeTag:
                    reader.TryReadBytes(out ReadOnlySpan<byte> trade);
                    BodyDecoder.Trade(trade, ref body);
                    break;
                case StatusTag:
                    reader.TryReadBytes(out ReadOnlySpan<byte> status);
                    BodyDecoder.Status(status, ref body);
                    break;
                default:
                    if (!reader.TrySkip(tag))
                    {
                        return default;
                    }

                    break;
            }
        }

        // Times beyond 2262 turn negative here and are refused by the normalizer.
        return BodyDecoder.Finish(in body) with
        {
            Flags = flags | (body.Flags & TickFlags.HashedTradeId),
            Instrument = instrument,
            EventTime = new UnixNanos((long)eventTime),
            Sequence = sequence,
        };
    }
}
