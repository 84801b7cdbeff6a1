using Ticker.Model;

namespace Ticker.Feeds.Grpc.Decode;

/// <summary>
/// Reads the body of a tick. A body that comes twice is merged when it is of the same kind and replaced when it is
/// of another, as protobuf defines it for a oneof. Pure; allocates nothing.
/// </summary>
internal static class BodyDecoder
{
    private const uint Field1Varint = (1 << 3) | ProtobufReader.Varint;
    private const uint Field2Varint = (2 << 3) | ProtobufReader.Varint;
    private const uint Field2Bytes = (2 << 3) | ProtobufReader.Length;
    private const uint Field3Varint = (3 << 3) | ProtobufReader.Varint;
    private const uint Field4Varint = (4 << 3) | ProtobufReader.Varint;
    private const uint Field5Bytes = (5 << 3) | ProtobufReader.Length;

    // Stands in for a price that a publisher really sent and that would read as "no such side": beyond the range too.
    private const long BeyondRange = Tick.NoPrice + 1;

    /// <summary>Merges a Quote.</summary>
    public static void Quote(ReadOnlySpan<byte> bytes, ref Tick body)
    {
        bool merge = body.Kind == TickKind.Quote;
        long bidPrice = merge ? body.BidPrice : Tick.NoPrice;
        long bidSize = merge ? body.BidSize : 0;
        long askPrice = merge ? body.AskPrice : Tick.NoPrice;
        long askSize = merge ? body.AskSize : 0;
        var reader = new ProtobufReader(bytes);
        while (!reader.IsAtEnd && reader.TryReadTag(out uint tag))
        {
            ulong value;
            switch (tag)
            {
                case Field1Varint:
                    bidPrice = Price(ref reader);
                    break;
                case Field2Varint:
                    reader.TryReadVarint(out value);
                    bidSize = (long)value;
                    break;
                case Field3Varint:
                    askPrice = Price(ref reader);
                    break;
                case Field4Varint:
                    reader.TryReadVarint(out value);
                    askSize = (long)value;
                    break;
                default:
                    reader.TrySkip(tag);
                    break;
            }
        }

        body = new Tick { Kind = TickKind.Quote, BidPrice = bidPrice, BidSize = bidSize, AskPrice = askPrice, AskSize = askSize };
    }

    /// <summary>Merges a Trade.</summary>
    public static void Trade(ReadOnlySpan<byte> bytes, ref Tick body)
    {
        bool merge = body.Kind == TickKind.Trade;
        long price = merge ? body.Price : 0;
        long size = merge ? body.Size : 0;
        Side side = merge ? body.Side : Side.None;
        bool hashed = merge && (body.Flags & TickFlags.HashedTradeId) != 0;
        ulong number = merge && !hashed ? body.TradeId : 0;
        ulong hash = hashed ? body.TradeId : 0;
        var reader = new ProtobufReader(bytes);
        while (!reader.IsAtEnd && reader.TryReadTag(out uint tag))
        {
            ulong value;
            switch (tag)
            {
                case Field1Varint:
                    reader.TryReadZigZag(out price);
                    break;
                case Field2Varint:
                    reader.TryReadVarint(out value);
                    size = (long)value;
                    break;
                case Field3Varint:
                    reader.TryReadVarint(out value);
                    side = (uint)value <= (uint)Side.Sell ? (Side)value : Side.None;
                    break;
                case Field4Varint:
                    reader.TryReadVarint(out number);
                    break;
                case Field5Bytes:
                    reader.TryReadBytes(out ReadOnlySpan<byte> text);
                    hash = text.IsEmpty ? 0 : TextTradeId.Hash(text);
                    break;
                default:
                    reader.TrySkip(tag);
                    break;
            }
        }

        body = new Tick
        {
            Kind = TickKind.Trade,
            Flags = number == 0 && hash != 0 ? TickFlags.HashedTradeId : TickFlags.None,
            Price = price,
            Size = size,
            TradeId = number != 0 ? number : hash,
            Side = side,
        };
    }

    /// <summary>Merges a Status.</summary>
    public static void Status(ReadOnlySpan<byte> bytes, ref Tick body)
    {
        TradingState state = body.Kind == TickKind.Status ? body.State : TradingState.Unknown;
        ReadOnlySpan<byte> reason = body.Kind == TickKind.Status ? body.Reason : default;
        var reader = new ProtobufReader(bytes);
        while (!reader.IsAtEnd && reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Field1Varint:
                    reader.TryReadVarint(out ulong value);
                    state = (uint)value <= byte.MaxValue ? (TradingState)value : (TradingState)byte.MaxValue;
                    break;
                case Field2Bytes:
                    reader.TryReadBytes(out reason);
                    break;
                default:
                    reader.TrySkip(tag);
                    break;
            }
        }

        body = Tick.ForStatus(0, state, reason);
    }

    /// <summary>What is settled only when the whole tick was read: a side without a price has no size.</summary>
    public static Tick Finish(in Tick body)
    {
        if (body.Kind != TickKind.Quote || (body.HasBid && body.HasAsk))
        {
            return body;
        }

        // A size below zero stays, to be refused.
        return body with
        {
            BidSize = body.HasBid ? body.BidSize : Math.Min(body.BidSize, 0),
            AskSize = body.HasAsk ? body.AskSize : Math.Min(body.AskSize, 0),
        };
    }

    private static long Price(ref ProtobufReader reader)
    {
        reader.TryReadZigZag(out long price);
        return price == Tick.NoPrice ? BeyondRange : price;
    }
}
