using System.Threading.Channels;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Engine.Normalize;
using Ticker.Engine.Recover;
using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Engine;

/// <summary>
/// The journey of a tick, wired top to bottom: feeds → bounded channel → sequencer → journal → a bounded channel a
/// lane → lanes → sinks. Everything between the feed door and a subscriber's sink is made here and nowhere else.
/// </summary>
public sealed class Pipeline : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // Threads, channels and objects: measured, and rounded up.
    private const long BareCost = 1024 * 1024;

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopSilence = new();
    private readonly Channel<TickBatch> _fromFeeds;
    private readonly IJournal _journal;
    private readonly Sequencer _sequencer;
    private readonly LaneInlet[] _inlets;
    private readonly Lane[] _lanes;
    private readonly SequencerPump _sequencerPump;
    private readonly RecoveryPump _recoveryPump;
    private readonly SilencePump? _silencePump;
    private readonly LanePump[] _lanePumps;
    private readonly Action<Exception> _failed;
    private readonly TimeProvider _time;
    private Task _sequencing = Task.CompletedTask;
    private Task _silence = Task.CompletedTask;
    private bool _draining;

    /// <summary>Wires the stages; nothing moves before <see cref="Start"/>.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Told when a lane's thread or a pump dies of a defect, which must end the server.</param>
    /// <param name="journal">Gets every record before a lane does; null = none. Whoever made it ends it, after this.</param>
    /// <param name="stored">The market to go on from; null = none.</param>
    /// <param name="past">Where what is no longer in memory is read for subscribers that missed it; null = nowhere.</param>
    public Pipeline(
        PipelineOptions options, TimeProvider time, Action<Exception> failed, IJournal? journal = null, StoredMarket? stored = null, IPastTicks? past = null)
        : this(options, time, failed, journal, stored, past, null, default)
    {
    }

    private Pipeline(
        PipelineOptions options, TimeProvider time, Action<Exception> failed, IJournal? journal, StoredMarket? stored, IPastTicks? past, Pipeline? present, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (Options, Delay, _time) = (options, delay, time);
        _failed = failed;
        _journal = journal ?? NoJournal.Instance;
        Instruments = present?.Instruments ?? new InstrumentRegistry(options.MaxInstruments);
        Memory = present?.Memory ?? new MemoryBudget(options.MemoryLimit);

        _fromFeeds = Channel.CreateBounded<TickBatch>(new BoundedChannelOptions(options.FeedQueue) { SingleReader = true });
        Batches = new TickBatchPool(present is null ? TickBatchPool.Usual : options.FeedQueue);
        Feeds = present?.Feeds ?? new FeedDoor(options.Feeds, Instruments, Batches, _fromFeeds.Writer, time) { IsKept = _journal.Keeps };
        _silencePump = present is null ? new SilencePump(Feeds, time) : null;

        _sequencer = new Sequencer(stored?.Epoch ?? time.GetUtcNow().ToUnixTimeMilliseconds(), stored?.Sequence ?? 0);
        _inlets = [.. Enumerable.Range(0, options.LaneCount).Select(_ => new LaneInlet(options.LaneQueue))];
        var recent = new RecentTicks(options.RecentTicks, _sequencer.Last);
        _sequencerPump = new SequencerPump(_fromFeeds.Reader, _sequencer, _inlets, _journal, recent);

        Recoveries = new Recoveries(recent, past);
        _recoveryPump = new RecoveryPump(Recoveries, options.RecoveryThreads, failed);
        _lanes = [.. _inlets.Select(inlet => new Lane(inlet, Instruments, Feeds, _sequencer.Epoch, options.Subscribers, Memory, time, recoveries: Recoveries, delay: delay))];
        _lanePumps = [.. _lanes.Select((lane, n) => new LanePump(lane, _inlets[n], $"lane {n}", failed))];
        if (stored is not null)
        {
            Restore(stored, isPresent: present is null);
        }
    }

    /// <summary>What it was built with.</summary>
    public PipelineOptions Options { get; }

    /// <summary>How much later than it happened it passes on what it is given.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Every instrument of this epoch; where it is late, also those that it has not come to yet.</summary>
    public InstrumentRegistry Instruments { get; }

    /// <summary>Where feeds come in.</summary>
    public FeedDoor Feeds { get; }

    /// <summary>
    /// Where batches that are complete already enter: a recording's, numbered. Waits while it is full; closed when the
    /// server stops.
    /// </summary>
    public ChannelWriter<TickBatch> ToSequencer => _fromFeeds.Writer;

    /// <summary>Where batches come from and go back to.</summary>
    public TickBatchPool Batches { get; }

    /// <summary>What connections and subscriptions may take, and have taken.</summary>
    public MemoryBudget Memory { get; }

    /// <summary>What subscribers missed and is being read for them.</summary>
    public Recoveries Recoveries { get; }

    /// <summary>The lanes.</summary>
    public IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>The last position given.</summary>
    public StreamPosition Position => new(_sequencer.Epoch, _sequencer.Last);

    /// <summary>
    /// Makes a pipeline beside this one that serves what happened here once more, later: with its own lanes, and this one's
    /// instruments, feeds and memory. Its records, numbered, come in at <see cref="ToSequencer"/>; it has no other way in.
    /// </summary>
    /// <param name="delay">How much later.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="stored">Where it begins. Its instruments and feeds are not read.</param>
    /// <param name="past">Where what is no longer in its memory is read.</param>
    public Pipeline MakeLate(TimeSpan delay, PipelineOptions options, StoredMarket stored, IPastTicks past) =>
        new(options, _time, _failed, null, stored, past, this, delay);

    /// <summary>The bytes that a pipeline such as <see cref="MakeLate"/> makes takes, all its subscribers apart.</summary>
    /// <param name="options">How it is built.</param>
    /// <param name="instruments">The highest number of an instrument that it knows.</param>
    public static long CostOfLate(PipelineOptions options, uint instruments)
    {
        ArgumentNullException.ThrowIfNull(options);
        long batches = options.FeedQueue + (long)options.LaneQueue;
        return BareCost + ((long)options.RecentTicks * Tick.ByteSize) + (batches * TickBatch.Capacity * Tick.ByteSize) + (options.LaneCount * LaneMarket.CostOf(instruments));
    }

    /// <summary>Sets everything going.</summary>
    public void Start()
    {
        _journal.Begin(Instruments);
        foreach (LanePump pump in _lanePumps)
        {
            pump.Start();
        }

        _recoveryPump.Start();
        _sequencing = Task.Run(() => RunAsync(_sequencerPump.RunAsync, _stop.Token));
        _silence = _silencePump is { } silence ? Task.Run(() => RunAsync(silence.RunAsync, _stopSilence.Token)) : Task.CompletedTask;
    }

    /// <summary>Has a subscriber join the lane with the fewest.</summary>
    public void Join(Subscriber subscriber) => Freest.Join(subscriber);

    /// <summary>The lane with the fewest subscribers.</summary>
    internal Lane Freest => _lanes.MinBy(lane => lane.Subscribers)!;

    /// <summary>Has every lane tell its subscribers, and each that joins from now on, that the server is about to restart.</summary>
    /// <param name="returns">When they are to come back.</param>
    public void Announce(ReturnTimes returns)
    {
        foreach (Lane lane in _lanes)
        {
            lane.Announce(returns);
        }
    }

    /// <summary>Whether it takes nobody in any more.</summary>
    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>Has every lane close each subscriber when nothing waits for it, with the position to go on from, and each that joins from now on.</summary>
    /// <param name="flush">The longest that what waits may take.</param>
    public void Drain(TimeSpan flush)
    {
        Volatile.Write(ref _draining, true);
        foreach (Lane lane in _lanes)
        {
            lane.Drain(flush);
        }
    }

    /// <summary>Has every lane close its subscribers at once, and each that joins from now on.</summary>
    public void Drain()
    {
        Volatile.Write(ref _draining, true);
        foreach (Lane lane in _lanes)
        {
            lane.Drain();
        }
    }

    /// <summary>Takes nothing in any more; completes when every lane has applied all that came before.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException">A lane did not come so far in time.</exception>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        _fromFeeds.Writer.TryComplete();
        await _sequencing.WaitAsync(cancellation).ConfigureAwait(false);

        // A lane takes what is queued before it looks at a question.
        await Task.WhenAll(_lanes.Select(lane => lane.AskAsync(static () => true, cancellation))).ConfigureAwait(false);
    }

    /// <summary>Stops the pumps, in the order of the journey, and lets go of whoever is still connected: nothing of the memory stays taken.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopSilence.CancelAsync().ConfigureAwait(false);
        _fromFeeds.Writer.TryComplete();
        _stop.CancelAfter(LastWords);
        await _silence.ConfigureAwait(false);
        await _sequencing.ConfigureAwait(false);
        _recoveryPump.Dispose();
        foreach (LanePump pump in _lanePumps)
        {
            pump.Dispose();
        }

        for (int n = 0; n < _lanes.Length; n++)
        {
            // One that died in the middle of a turn is in no state to be asked anything.
            if (!_lanePumps[n].HasFailed)
            {
                _lanes[n].End();
            }
        }

        Recoveries.Clear();
        foreach (LaneInlet inlet in _inlets)
        {
            inlet.Dispose();
        }

        _stop.Dispose();
        _stopSilence.Dispose();
    }

    private void Restore(StoredMarket stored, bool isPresent)
    {
        if (isPresent)
        {
            Feeds.Restore(stored.Feeds);
            Instruments.Restore(stored.Instruments, stored.Records);
        }

        foreach (Lane lane in _lanes)
        {
            lane.Market.Restore(stored);
        }
    }

    // A pump that died would hold up every feed, or leave silent ones unnoticed, and look like a quiet market.
    private async Task RunAsync(Func<CancellationToken, Task> pump, CancellationToken cancellation)
    {
        try
        {
            await pump(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (Tell(failure))
        {
        }
    }

    private bool Tell(Exception failure)
    {
        _failed(failure);
        return true;
    }
}
