using Ticker.Engine.Normalize;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Model;

namespace Ticker.Feeds.Grpc.Decode;

/// <summary>
/// Reads PublishRequests where they lie. A request is checked whole first, so that nothing of a malformed one is
/// applied; the ticks of a batch then go to the session one by one, without an object for any of them. Pure;
/// thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// if (!PublishRequestDecoder.TryCheck(message, out RequestKind kind, out BatchCursor cursor)) refuse;
/// if (kind == RequestKind.Batch)
///     while (!PublishRequestDecoder.Decode(message, session, rejects, ref cursor)) await session.FlushAsync();
/// </code>
/// </remarks>
public static class PublishRequestDecoder
{
    private const uint BatchTag = (3 << 3) | ProtobufReader.Length;
    private const uint TickTag = (1 << 3) | ProtobufReader.Length;

    /// <summary>Checks a request and says what it holds.</summary>
    /// <param name="message">The request.</param>
    /// <param name="kind">The member of its oneof that counts: the last.</param>
    /// <param name="cursor">Where <see cref="Decode"/> starts, if that is a batch.</param>
    /// <returns>False when it is not legal protobuf.</returns>
    public static bool TryCheck(ReadOnlySpan<byte> message, out RequestKind kind, out BatchCursor cursor)
    {
        kind = RequestKind.None;
        cursor = default;
        var reader = new ProtobufReader(message);
        while (!reader.IsAtEnd)
        {
            int start = reader.Position;
            if (!reader.TryReadTag(out uint tag))
            {
                return false;
            }

            MessageShape child = MessageCheck.Child(MessageShape.Request, tag);
            if (child == MessageShape.Opaque)
            {
                if (!reader.TrySkip(tag))
                {
                    return false;
                }

                continue;
            }

            if (!reader.TryReadBytes(out ReadOnlySpan<byte> value) || !MessageCheck.IsLegal(value, child))
            {
                return false;
            }

            // The same member again is merged with the one before, another one replaces it.
            if (kind != (RequestKind)(tag >> 3))
            {
                kind = (RequestKind)(tag >> 3);
                cursor = new BatchCursor { Offset = start };
            }
        }

        return true;
    }

    /// <summary>Gives the ticks of a checked batch to a session until it is full.</summary>
    /// <param name="message">The request.</param>
    /// <param name="session">Takes the ticks.</param>
    /// <param name="rejects">Is told what the session refuses.</param>
    /// <param name="cursor">From <see cref="TryCheck"/>; how far it came.</param>
    /// <returns>False when the session is full: flush it and call again. True when all was given.</returns>
    public static bool Decode(ReadOnlySpan<byte> message, FeedSession session, RejectLog rejects, ref BatchCursor cursor)
    {
        while (cursor.Offset < cursor.BatchEnd || NextBatch(message, ref cursor))
        {
            if (!DecodeBatch(message, session, rejects, ref cursor))
            {
                return false;
            }
        }

        return true;
    }

    private static bool DecodeBatch(ReadOnlySpan<byte> message, FeedSession session, RejectLog rejects, ref BatchCursor cursor)
    {
        int start = cursor.Offset;
        var reader = new ProtobufReader(message[start..cursor.BatchEnd]);
        while (!reader.IsAtEnd)
        {
            if (session.IsFull)
            {
                cursor.Offset = start + reader.Position;
                return false;
            }

            reader.TryReadTag(out uint tag);
            if (tag == TickTag && reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
            {
                Tick tick = TickDecoder.Decode(bytes);
                RejectReason reason = session.Add(in tick);
                if (reason != RejectReason.None)
                {
                    rejects.Add(tick.Sequence, tick.Instrument, reason, detail: null);
                }
            }
            else if (!reader.TrySkip(tag))
            {
                break;
            }
        }

        cursor.Offset = cursor.BatchEnd;
        return true;
    }

    // Finds the next field that is a batch; false at the end of the request.
    private static bool NextBatch(ReadOnlySpan<byte> message, ref BatchCursor cursor)
    {
        var reader = new ProtobufReader(message[cursor.Offset..]);
        while (!reader.IsAtEnd && reader.TryReadTag(out uint tag))
        {
            if (tag == BatchTag && reader.TryReadBytes(out ReadOnlySpan<byte> batch))
            {
                cursor.BatchEnd = cursor.Offset + reader.Position;
                cursor.Offset = cursor.BatchEnd - batch.Length;
                return true;
            }

            if (!reader.TrySkip(tag))
            {
                break;
            }
        }

        cursor.Offset = message.Length;
        return false;
    }
}
