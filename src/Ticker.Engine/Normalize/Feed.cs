using Ticker.Model;

namespace Ticker.Engine.Normalize;

/// <summary>
/// One incoming feed, known by its name for as long as the server runs, whether its publisher is connected or not.
/// Thread-safe.
/// </summary>
public sealed class Feed
{
    private readonly Lock _lock = new();
    private FeedState _state = FeedState.Ended;
    private long _version;
    private long _lastActivity;

    internal Feed(ushort number, string name)
    {
        Number = number;
        Name = name;
    }

    /// <summary>The server's number for it, from 1.</summary>
    public ushort Number { get; }

    /// <summary>The name its publisher gave.</summary>
    public string Name { get; }

    /// <summary>What happened on it.</summary>
    public FeedCounts Counts { get; } = new();

    /// <summary>How far it is on disk.</summary>
    public FeedDurability Durability { get; } = new();

    /// <summary>How it fares.</summary>
    public FeedState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>The publisher's present or last run.</summary>
    public ulong RunId { get; internal set; }

    /// <summary>Who publishes it now, or did last; null = nobody has yet.</summary>
    public FeedHello? Publisher { get; internal set; }

    /// <summary>When that one's stream began; <see cref="UnixNanos.None"/> = there was none yet.</summary>
    public UnixNanos Since { get; internal set; }

    /// <summary>Whether somebody publishes it now.</summary>
    public bool IsPublished => Session is not null;

    /// <summary>The highest feed sequence of that run that went on to the sequencer.</summary>
    public ulong LastSequence { get; internal set; }

    /// <summary>The session that publishes now, or null. Guarded by the door's lock.</summary>
    internal FeedSession? Session { get; set; }

    /// <summary>Notes that something came, at a stamp of the time provider.</summary>
    internal void Touch(long timestamp) => Volatile.Write(ref _lastActivity, timestamp);

    /// <summary>Changes the state; false when it was that already.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="cause">Why, where the state does not say it.</param>
    /// <param name="now">For the record's receive time.</param>
    /// <param name="record">The record that tells the stages.</param>
    internal bool TryChange(FeedState state, FeedStateCause cause, UnixNanos now, out Tick record)
    {
        lock (_lock)
        {
            return Change(state, cause, now, out record);
        }
    }

    /// <summary>Turns to <see cref="FeedState.Gap"/>, with a record for every gap, also one within a gap.</summary>
    internal Tick TurnGap(UnixNanos now)
    {
        lock (_lock)
        {
            _state = FeedState.Gap;
            return Tick.ForFeedState(Number, _state, ++_version, now, FeedStateCause.Lost);
        }
    }

    /// <summary>Turns stale if nothing has come since <paramref name="oldest"/>; only a feed that is alive can.</summary>
    internal bool TryTurnStale(long oldest, UnixNanos now, out Tick record)
    {
        lock (_lock)
        {
            record = default;
            return _state is FeedState.Live or FeedState.Gap
                && Volatile.Read(ref _lastActivity) < oldest
                && Change(FeedState.Stale, FeedStateCause.Silent, now, out record);
        }
    }

    /// <summary>Takes up what a journal holds of it.</summary>
    internal void Restore(StoredFeed stored)
    {
        (RunId, LastSequence) = (stored.RunId, stored.LastSequence);
        Durability.Restore(stored.RunId, stored.LastSequence, stored.DurableLimit);
    }

    /// <summary>Makes the first record of a feed that a journal knew: nobody publishes it yet. False when somebody does.</summary>
    internal bool TryTellRestored(bool hasEnded, UnixNanos now, out Tick record)
    {
        lock (_lock)
        {
            record = default;
            if (_version != 0)
            {
                return false;
            }

            (_state, FeedStateCause cause) = hasEnded ? (FeedState.Ended, FeedStateCause.None) : (FeedState.Stale, FeedStateCause.Broken);
            record = Tick.ForFeedState(Number, _state, ++_version, now, cause);
            return true;
        }
    }

    private bool Change(FeedState state, FeedStateCause cause, UnixNanos now, out Tick record)
    {
        record = default;
        if (_state == state)
        {
            return false;
        }

        _state = state;
        record = Tick.ForFeedState(Number, state, ++_version, now, cause);
        return true;
    }
}
