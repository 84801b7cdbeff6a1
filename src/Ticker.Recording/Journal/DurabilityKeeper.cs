using Ticker.Engine.Normalize;

namespace Ticker.Recording.Journal;

/// <summary>
/// Waits for the disk on a thread of its own, and tells feeds what is durable since. The sequencer hands it segments and
/// feeds; neither waits for the other's disk.
/// </summary>
internal sealed class DurabilityKeeper : IDisposable
{
    private readonly TimeSpan _interval;
    private readonly JournalCounts _counts;
    private readonly Action<IOException> _failed;
    private readonly Lock _lock = new();
    private readonly List<SegmentWriter> _retired = [];
    private readonly List<Feed> _feeds = [];
    private readonly List<(Feed Feed, (ulong Run, ulong Sequence) Written)> _settling = [];
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private SegmentWriter? _segment;
    private bool _dirty;

    /// <summary>Makes it; <see cref="Start"/> starts it.</summary>
    /// <param name="interval">How often the disk is waited for.</param>
    /// <param name="counts">Is told.</param>
    /// <param name="failed">Told when the disk cannot promise anything: what was written since may be lost.</param>
    public DurabilityKeeper(TimeSpan interval, JournalCounts counts, Action<IOException> failed)
    {
        (_interval, _counts, _failed) = (interval, counts, failed);
        _thread = new Thread(Run) { Name = "journal sync", IsBackground = true };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Changes the segment that is waited for.</summary>
    /// <param name="full">One that is not written any more, to wait for and to dispose of; null = none.</param>
    /// <param name="next">The one that is written from now on; null = none.</param>
    public void Replace(SegmentWriter? full, SegmentWriter? next)
    {
        lock (_lock)
        {
            if (full is not null)
            {
                _retired.Add(full);
                _dirty = true;
            }

            _segment = next;
        }
    }

    /// <summary>Says that something was written.</summary>
    public void Wrote() => Volatile.Write(ref _dirty, true);

    /// <summary>Adds a feed to those that are told.</summary>
    public void Add(Feed feed)
    {
        lock (_lock)
        {
            _feeds.Add(feed);
        }
    }

    /// <summary>Waits for the disk now, if anything was written since the last time. Not for two threads at once.</summary>
    public void Sync()
    {
        if (!Volatile.Read(ref _dirty))
        {
            return;
        }

        SegmentWriter? segment;
        SegmentWriter[] retired;
        lock (_lock)
        {
            // Before the feeds are asked: what they say has been written by then, in one of these.
            _dirty = false;
            foreach (Feed feed in _feeds)
            {
                _settling.Add((feed, feed.Durability.Written));
            }

            segment = _segment;
            retired = [.. _retired];
            _retired.Clear();
        }

        try
        {
            foreach (SegmentWriter full in retired)
            {
                full.Sync();
            }

            segment?.Sync();
            _counts.Synced();
            foreach ((Feed feed, var written) in _settling)
            {
                feed.Durability.Settle(written);
            }
        }
        catch (IOException failure)
        {
            _failed(failure);
        }
        finally
        {
            _settling.Clear();
            foreach (SegmentWriter full in retired)
            {
                full.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        Sync();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.WaitOne(_interval))
        {
            Sync();
        }
    }
}
