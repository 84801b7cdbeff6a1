using System.Text;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>What a lane knows of the feeds, as of the records it has seen. Only its lane's thread uses it.</summary>
/// <param name="door">Knows the feeds' names.</param>
internal sealed class FeedTable(FeedDoor door)
{
    private readonly List<Entry> _feeds = [];

    /// <summary>What is known of a feed.</summary>
    public record struct Entry(ReadOnlyMemory<byte> Utf8Name, FeedState State, long Version, ulong GapSequence);

    /// <summary>How many feeds have a state.</summary>
    public int Count { get; private set; }

    /// <summary>The entry of a feed, from 1; without a version when nothing is known of it.</summary>
    public Entry this[int feed] => feed <= _feeds.Count ? _feeds[feed - 1] : default;

    /// <summary>How long all their names are together, in bytes.</summary>
    public int NameBytes { get; private set; }

    /// <summary>Takes a feed-state record, unless a newer one overtook it.</summary>
    public void Apply(in Tick record)
    {
        while (_feeds.Count < record.Feed)
        {
            _feeds.Add(default);
        }

        Entry entry = _feeds[record.Feed - 1];
        if (record.StateVersion <= entry.Version)
        {
            // The state is old, but a gap has a place of its own.
            if (record.FeedState == FeedState.Gap)
            {
                _feeds[record.Feed - 1] = entry with { GapSequence = record.Sequence };
            }

            return;
        }

        Count += entry.Version == 0 ? 1 : 0;
        _feeds[record.Feed - 1] = entry with
        {
            Utf8Name = entry.Version == 0 ? Name(record.Feed) : entry.Utf8Name,
            State = record.FeedState,
            Version = record.StateVersion,
            GapSequence = record.FeedState == FeedState.Gap ? record.Sequence : entry.GapSequence,
        };
    }

    private byte[] Name(ushort feed)
    {
        byte[] name = Encoding.UTF8.GetBytes(door.Find(feed).Name);
        NameBytes += name.Length;
        return name;
    }
}
