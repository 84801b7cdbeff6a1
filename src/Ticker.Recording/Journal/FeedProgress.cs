using Ticker.Engine.Normalize;

namespace Ticker.Recording.Journal;

/// <summary>
/// Tells feeds how far they are written, and the journal's tables how far they came. For the sequencer's thread.
/// </summary>
/// <param name="appender">Has the tables.</param>
/// <param name="keeper">Says later what is durable; null = it is as soon as it is written.</param>
internal sealed class FeedProgress(JournalAppender appender, DurabilityKeeper? keeper)
{
    private Feed?[] _feeds = new Feed?[16];

    /// <summary>Gets to know a feed; also one whose records are lost: what is written next says how far it came.</summary>
    public void Know(Feed? feed)
    {
        if (feed is null || (feed.Number < _feeds.Length && _feeds[feed.Number] is not null))
        {
            return;
        }

        if (feed.Number >= _feeds.Length)
        {
            Array.Resize(ref _feeds, Math.Max(feed.Number + 1, _feeds.Length * 2));
        }

        _feeds[feed.Number] = feed;
        keeper?.Add(feed);
        if (!appender.Feeds.ContainsKey(feed.Number))
        {
            appender.Set(new FeedEntry(feed.Number, feed.Name));
        }
    }

    /// <summary>Notes what has been written.</summary>
    public void Write(ReadOnlySpan<FeedSpan> spans)
    {
        foreach (ref readonly FeedSpan span in spans)
        {
            FeedDurability durability = _feeds[span.Feed]!.Durability;
            durability.Write(span.Run, span.Last);
            if (keeper is null)
            {
                durability.Settle(durability.Written);
            }
        }

        keeper?.Wrote();
    }

    /// <summary>Notes what has been lost: of that run, nothing from there on will ever be durable.</summary>
    public void Lose(in FeedSpan span)
    {
        FeedEntry entry = appender.Feeds[span.Feed];
        entry.Follow(in span);
        Limit(_feeds[span.Feed]!, entry, span.First - 1);
    }

    /// <summary>Notes that what is not durable yet may be gone.</summary>
    public void LoseUnsettled()
    {
        foreach (Feed? feed in _feeds)
        {
            if (feed is not null)
            {
                Limit(feed, appender.Feeds[feed.Number], feed.Durability.Durable);
            }
        }
    }

    private static void Limit(Feed feed, FeedEntry entry, ulong sequence)
    {
        entry.DurableLimit = Math.Min(entry.DurableLimit, sequence);
        feed.Durability.Limit(entry.Run, sequence);
    }
}
