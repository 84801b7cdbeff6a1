using System.Collections.Concurrent;
using System.Threading.Channels;
using Ticker.Engine.Access;
using Ticker.Model;

namespace Ticker.Engine.Normalize;

/// <summary>
/// Where every feed comes in, whatever carries it: opens sessions, keeps each feed's run and last sequence across
/// reconnects, and sees to it that a feed has one live stream. Thread-safe.
/// </summary>
/// <param name="options">What is accepted.</param>
/// <param name="instruments">Where definitions go.</param>
/// <param name="pool">Where batches come from.</param>
/// <param name="output">The bounded channel to the sequencer; when it is full, feeds wait.</param>
/// <param name="time">The clock.</param>
public sealed class FeedDoor(
    FeedOptions options, InstrumentRegistry instruments, TickBatchPool pool, ChannelWriter<TickBatch> output, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Feed> _byName = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Feed?[] _byNumber = new Feed?[16];
    private IReadOnlyList<StoredFeed> _stored = [];

    /// <summary>What is accepted.</summary>
    public FeedOptions Options => options;

    /// <summary>
    /// Whether a journal keeps what is handed on, so that a feed tells how far it came even where nothing came of it.
    /// Set before the first session.
    /// </summary>
    public bool IsKept { get; init; }

    /// <summary>Every feed that ever said hello.</summary>
    public IEnumerable<Feed> Feeds => _byName.Values;

    /// <summary>The feed of a number that a record carries.</summary>
    public Feed Find(ushort number) => Volatile.Read(ref _byNumber)[number]!;

    /// <summary>
    /// Opens a session. A live session of the same feed and run is told to end and waited for, so that the new one
    /// starts from what really went on.
    /// </summary>
    /// <param name="hello">How the publisher introduces itself.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="venues">The venues whose instruments it may publish; null = all.</param>
    /// <returns>The result, and the session when it is <see cref="FeedOpenResult.Opened"/>.</returns>
    public async Task<(FeedOpenResult Result, FeedSession? Session)> OpenAsync(FeedHello hello, CancellationToken cancellation, NameScope? venues = null)
    {
        ArgumentNullException.ThrowIfNull(hello);
        while (true)
        {
            Task ended;
            lock (_lock)
            {
                if (FindOrAdd(hello.Feed) is not { } feed)
                {
                    return (FeedOpenResult.TooManyFeeds, null);
                }

                if (feed.Session is not { } live)
                {
                    return (FeedOpenResult.Opened, Open(feed, hello, venues ?? NameScope.All));
                }

                if (feed.RunId != hello.RunId)
                {
                    return (FeedOpenResult.AlreadyExists, null);
                }

                ended = live.TakeOver();
            }

            await ended.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a feed known that no session publishes: one that a recording names.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null when there are as many as there may be.</returns>
    public Feed? Register(string name)
    {
        lock (_lock)
        {
            return FindOrAdd(name);
        }
    }

    /// <summary>Takes up the feeds that a journal knows. Before the first session.</summary>
    /// <param name="stored">By number, without a hole from 1.</param>
    public void Restore(IReadOnlyList<StoredFeed> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        _stored = stored;
        foreach (StoredFeed feed in stored)
        {
            Add(feed.Name).Restore(feed);
        }
    }

    /// <summary>Tells of every feed that was taken up that nobody publishes it yet.</summary>
    public async ValueTask TellRestoredAsync(CancellationToken cancellation)
    {
        TickBatch? batch = null;
        foreach (StoredFeed stored in _stored)
        {
            if (Find(stored.Number).TryTellRestored(stored.HasEnded, UnixNanos.Now(time), out Tick record))
            {
                batch ??= pool.Rent();
                batch.Add(in record);
            }

            if (batch is { Room: 0 })
            {
                await output.WriteAsync(batch, cancellation).ConfigureAwait(false);
                batch = null;
            }
        }

        if (batch is not null)
        {
            await output.WriteAsync(batch, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Turns stale every feed that has been silent for longer than the timeout.</summary>
    public async ValueTask CheckSilenceAsync(CancellationToken cancellation)
    {
        long oldest = time.GetTimestamp() - (long)(options.FeedTimeout.TotalSeconds * time.TimestampFrequency);
        foreach (Feed feed in _byName.Values)
        {
            if (feed.TryTurnStale(oldest, UnixNanos.Now(time), out Tick record))
            {
                TickBatch batch = pool.Rent();
                batch.Add(in record);
                await output.WriteAsync(batch, cancellation).ConfigureAwait(false);
            }
        }
    }

    internal void Closed(FeedSession session)
    {
        lock (_lock)
        {
            if (session.Feed.Session == session)
            {
                session.Feed.Session = null;
            }
        }
    }

    private FeedSession Open(Feed feed, FeedHello hello, NameScope venues)
    {
        if (feed.RunId != hello.RunId)
        {
            feed.RunId = hello.RunId;
            feed.LastSequence = 0;
        }

        feed.Durability.Begin(hello.RunId);
        (feed.Publisher, feed.Since) = (hello, UnixNanos.Now(time));

        return feed.Session = new FeedSession(this, feed, instruments, new Normalizer(options), pool, output, time) { Venues = venues };
    }

    private Feed? FindOrAdd(string name)
    {
        return _byName.TryGetValue(name, out Feed? feed) || _byName.Count >= options.MaxFeeds ? feed : Add(name);
    }

    private Feed Add(string name)
    {
        int number = _byName.Count + 1;
        var feed = new Feed((ushort)number, name);
        if (number == _byNumber.Length)
        {
            Feed?[] larger = new Feed?[number * 2];
            _byNumber.CopyTo(larger, 0);
            Volatile.Write(ref _byNumber, larger);
        }

        _byNumber[number] = feed;
        _byName[name] = feed;
        return feed;
    }
}
