using System.Text;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Conflate;

/// <summary>
/// What a lane knows of the feeds, as of the records it has seen; and by that, which instruments are stale. Only its
/// lane's thread uses it.
/// </summary>
/// <param name="door">Knows the feeds' names.</param>
internal sealed class FeedTable(FeedDoor door)
{
    private FeedStanding[] _feeds = new FeedStanding[16];
    private int _inTrouble;

    /// <summary>How many feeds have a state.</summary>
    public int Count { get; private set; }

    /// <summary>How long all their names are together, in bytes.</summary>
    public int NameBytes { get; private set; }

    /// <summary>Whether any feed may have stale instruments; when none does, nothing need be asked of a single one.</summary>
    public bool AnyTrouble => _inTrouble > 0;

    /// <summary>What is known of a feed, from 1; without a version when that is nothing.</summary>
    public ref readonly FeedStanding this[int feed]
    {
        get
        {
            if (feed >= _feeds.Length)
            {
                Array.Resize(ref _feeds, Math.Max(feed + 1, _feeds.Length * 2));
            }

            return ref _feeds[feed];
        }
    }

    /// <summary>Takes a feed-state record, unless a newer one overtook it.</summary>
    /// <returns>Whether other instruments of the feed may be stale now than before.</returns>
    public bool Apply(in Tick record)
    {
        FeedStanding before = this[record.Feed];
        ref FeedStanding feed = ref _feeds[record.Feed];
        if (record.FeedStateCause == FeedStateCause.Lost)
        {
            // Also when the state is old: a gap has a place of its own. One to which the feed only returns has it already.
            feed.GapSequence = record.Sequence;
        }

        if (record.StateVersion > before.Version)
        {
            if (before.Version == 0)
            {
                Count++;
                feed.Utf8Name = Encoding.UTF8.GetBytes(door.Find(record.Feed).Name);
                NameBytes += feed.Utf8Name.Length;
            }

            (feed.State, feed.Cause, feed.Version) = (record.FeedState, record.FeedStateCause, record.StateVersion);
            feed.CleanSince = record.FeedState == FeedState.Live ? record.Sequence : feed.CleanSince;
        }

        _inTrouble += (feed.IsInTrouble ? 1 : 0) - (before.IsInTrouble ? 1 : 0);
        return (feed.IsInTrouble || before.IsInTrouble) && (feed.State != before.State || feed.GapSequence != before.GapSequence);
    }

    /// <summary>Whether an instrument may no longer be true: its feed is silent, broken or has ended, or has a gap that nothing has closed for it.</summary>
    public bool IsStale(in Slot slot)
    {
        if (!AnyTrouble)
        {
            return false;
        }

        ref readonly FeedStanding feed = ref this[slot.Feed];
        return feed.IsDown || feed.GapSequence > Math.Max(feed.CleanSince, slot.CleanSince);
    }

    /// <summary>
    /// Follows by which feed an instrument goes, before a tick is applied to its slot: until its first tick by the feed
    /// that made it known, then by that tick's. Another takes over only when it serves, and the present one leaves the
    /// instrument stale: so it does not go to and fro between two that both give it.
    /// </summary>
    public void Attribute(ref Slot slot, in Tick tick)
    {
        if (tick.Feed != slot.Feed && (!slot.HasTicks || (IsStale(in slot) && !this[tick.Feed].IsDown)))
        {
            (slot.Feed, slot.CleanSince) = (tick.Feed, 0);
        }

        if (tick.Feed == slot.Feed && (tick.Flags & TickFlags.Snapshot) != 0)
        {
            slot.CleanSince = tick.Sequence;
        }
    }
}
