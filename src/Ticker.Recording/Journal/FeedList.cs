using System.Buffers.Binary;
using System.Text;

namespace Ticker.Recording.Journal;

/// <summary>Feeds as bytes: entries of a <see cref="BlockKind.Feeds"/> block.</summary>
internal static class FeedList
{
    private const int FixedLength = 28;
    private const int MostNameBytes = 255;

    /// <summary>Appends a feed to a block; false when there is no room.</summary>
    public static bool TryWrite(FeedEntry feed, BlockBuffer block)
    {
        Span<byte> entry = stackalloc byte[FixedLength + MostNameBytes];
        Encoding.UTF8.TryGetBytes(feed.Name, entry[FixedLength..], out int name);
        BinaryPrimitives.WriteUInt16LittleEndian(entry, feed.Number);
        (entry[2], entry[3]) = ((byte)name, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[4..], feed.Run);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[12..], feed.LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[20..], feed.DurableLimit);
        return block.TryAppend(entry[..(FixedLength + name)]);
    }

    /// <summary>Reads a block's entries; each replaces what was known of its feed.</summary>
    /// <returns>Whether they are what the format demands.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, uint count, SortedDictionary<ushort, FeedEntry> feeds)
    {
        for (uint n = 0; n < count; n++)
        {
            if (payload.Length < FixedLength || payload.Length < FixedLength + payload[2])
            {
                return false;
            }

            ushort number = BinaryPrimitives.ReadUInt16LittleEndian(payload);
            feeds[number] = new FeedEntry(number, Encoding.UTF8.GetString(payload.Slice(FixedLength, payload[2])))
            {
                Run = BinaryPrimitives.ReadUInt64LittleEndian(payload[4..]),
                LastSequence = BinaryPrimitives.ReadUInt64LittleEndian(payload[12..]),
                DurableLimit = BinaryPrimitives.ReadUInt64LittleEndian(payload[20..]),
            };
            payload = payload[(FixedLength + payload[2])..];
        }

        return true;
    }

    /// <summary>Takes note of a block's spans.</summary>
    public static void Follow(ReadOnlySpan<FeedSpan> spans, SortedDictionary<ushort, FeedEntry> feeds)
    {
        foreach (ref readonly FeedSpan span in spans)
        {
            if (feeds.TryGetValue(span.Feed, out FeedEntry? feed))
            {
                feed.Follow(in span);
            }
        }
    }
}
