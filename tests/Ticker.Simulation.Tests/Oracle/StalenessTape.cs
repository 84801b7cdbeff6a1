namespace Ticker.Simulation.Tests.Oracle;

/// <summary>
/// What was stale when, told from the records alone and the long way: whatever happens to a feed is written down for
/// each of its instruments at once.
/// </summary>
internal sealed class StalenessTape
{
    private readonly Dictionary<ushort, Standing> _feeds = [];
    private readonly List<InstrumentTape> _instruments = [];

    private sealed class Standing
    {
        public long Version { get; set; }

        public bool IsDown { get; set; }

        public bool HasGap { get; set; }
    }

    /// <summary>An instrument became known by a record of a feed.</summary>
    public void Define(InstrumentTape instrument, ushort feed, ulong sequence)
    {
        _instruments.Add(instrument);
        (instrument.Feed, instrument.HasGap) = (feed, false);
        instrument.SetStale(Of(feed).IsDown, sequence);
    }

    /// <summary>A feed changed its state.</summary>
    public void Change(in Tick record)
    {
        Standing feed = Of(record.Feed);
        bool lost = record.FeedStateCause == FeedStateCause.Lost;
        bool turnsLive = false;
        if (record.StateVersion > feed.Version)
        {
            feed.Version = record.StateVersion;
            feed.IsDown = record.FeedState is FeedState.Stale or FeedState.Ended;
            turnsLive = record.FeedState == FeedState.Live;
        }

        feed.HasGap = (feed.HasGap || lost) && !turnsLive;
        foreach (InstrumentTape instrument in _instruments)
        {
            if (instrument.Feed == record.Feed)
            {
                instrument.HasGap = (instrument.HasGap || lost) && !turnsLive;
                instrument.SetStale(feed.IsDown || instrument.HasGap, record.Sequence);
            }
        }
    }

    /// <summary>A tick came.</summary>
    /// <returns>Whether its instrument is stale with it.</returns>
    public bool Take(InstrumentTape instrument, in Tick tick)
    {
        Standing its = Of(tick.Feed);
        bool isFirst = instrument.All.Count == 0;
        if (instrument.Feed != tick.Feed && (isFirst || (instrument.IsStale && !its.IsDown)))
        {
            (instrument.Feed, instrument.HasGap) = (tick.Feed, its.HasGap);
        }

        if (instrument.Feed == tick.Feed && tick.Flags.HasFlag(TickFlags.Snapshot))
        {
            instrument.HasGap = false;
        }

        instrument.SetStale(Of(instrument.Feed).IsDown || instrument.HasGap, tick.Sequence);
        return instrument.IsStale;
    }

    private Standing Of(ushort feed)
    {
        if (!_feeds.TryGetValue(feed, out Standing? standing))
        {
            _feeds[feed] = standing = new Standing();
        }

        return standing;
    }
}
