using System.Diagnostics.Metrics;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Server.Metrics;

/// <summary>What the meter tells of each feed, by its name. Feeds are bounded in number, so these are too.</summary>
internal static class FeedInstruments
{
    private const double NanosPerSecond = 1e9;

    private static readonly (FeedState State, string Word)[] States =
        [(FeedState.Live, "live"), (FeedState.Gap, "gap"), (FeedState.Stale, "stale"), (FeedState.Ended, "ended")];

    /// <summary>Adds the instruments to a meter.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="feeds">Knows the feeds.</param>
    public static void Add(Meter meter, FeedDoor feeds)
    {
        Count("ticker.feed.ticks", counts => counts.Ticks, "{tick}", "Ticks taken");
        Count("ticker.feed.rejects", counts => counts.Rejected, "{reject}", "Ticks and definitions refused");
        Count("ticker.feed.duplicates", counts => counts.Duplicates, "{tick}", "Ticks dropped because their feed sequence had been seen");
        Count("ticker.feed.gaps", counts => counts.Gaps, "{gap}", "Times that the feed sequence skipped");
        Count("ticker.feed.missed", counts => counts.Missing, "{message}", "Feed sequences skipped");
        Count("ticker.feed.crossed", counts => counts.Crossed, "{tick}", "Quotes whose bid was not below their ask");
        meter.CreateObservableGauge("ticker.feed.clock.skew", () => SkewsOf(feeds), "s", "How much later than its event time a tick came, the least of the last seconds; below zero the publisher's clock is ahead");
        meter.CreateObservableUpDownCounter("ticker.feed.state", () => StatesOf(feeds), "1", "1 for the state that the feed is in, 0 for the others");

        void Count(string name, Func<FeedCounts, long> figure, string unit, string description) =>
            meter.CreateObservableCounter(
                name, () => feeds.Feeds.Select(feed => new Measurement<long>(figure(feed.Counts), new KeyValuePair<string, object?>("feed", feed.Name))), unit, description);
    }

    private static IEnumerable<Measurement<double>> SkewsOf(FeedDoor feeds)
    {
        foreach (Feed feed in feeds.Feeds)
        {
            if (feed.Counts.LeastDelay is { } delay)
            {
                yield return new(delay / NanosPerSecond, new KeyValuePair<string, object?>("feed", feed.Name));
            }
        }
    }

    private static IEnumerable<Measurement<int>> StatesOf(FeedDoor feeds)
    {
        foreach (Feed feed in feeds.Feeds)
        {
            FeedState present = feed.State;
            foreach ((FeedState state, string word) in States)
            {
                yield return new(state == present ? 1 : 0, new KeyValuePair<string, object?>("feed", feed.Name), new KeyValuePair<string, object?>("state", word));
            }
        }
    }
}
