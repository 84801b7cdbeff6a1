using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Ticker.Engine.Access;
using Ticker.Model;

namespace Ticker.Engine.Normalize;

/// <summary>
/// One publisher's stream: checks each tick, gives it the server's instrument number, follows the feed's own
/// sequence, and hands batches to the sequencer. Used by one pump at a time; only <see cref="TakeOver"/> is called
/// from elsewhere.
/// </summary>
/// <remarks>
/// Add or define until <see cref="IsFull"/> or nothing more has arrived, then flush:
/// <code>
/// while (next(out tick)) { session.Add(in tick); if (session.IsFull) await session.FlushAsync(); }
/// await session.FlushAsync();
/// </code>
/// </remarks>
public sealed class FeedSession : IAsyncDisposable
{
    // One tick may bring a change to live and a gap along.
    private const int MostRecordsPerTick = 3;

    private readonly FeedDoor _door;
    private readonly InstrumentRegistry _instruments;
    private readonly Normalizer _normalizer;
    private readonly TickBatchPool _pool;
    private readonly ChannelWriter<TickBatch> _output;
    private readonly TimeProvider _time;
    private readonly Dictionary<uint, Definition> _definitions = [];
    private readonly CancellationTokenSource _takenOver = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<uint>? _notAllowed;
    private TickBatch _batch;
    private ulong _lastSequence;
    private ulong _firstUnflushed;
    private uint _gapGeneration;
    private int _suspects;
    private UnixNanos _now;
    private bool _closed;

    internal FeedSession(
        FeedDoor door, Feed feed, InstrumentRegistry instruments, Normalizer normalizer, TickBatchPool pool, ChannelWriter<TickBatch> output, TimeProvider time)
    {
        (_door, Feed, _instruments, _normalizer, _pool, _output, _time) = (door, feed, instruments, normalizer, pool, output, time);
        (_lastSequence, RunId) = (feed.LastSequence, feed.RunId);
        _batch = pool.Rent();
        Touch();
    }

    private struct Definition
    {
        public Instrument Instrument;
        public uint GapFlagged;
        public uint GapCleared;
    }

    /// <summary>The feed it publishes.</summary>
    public Feed Feed { get; }

    /// <summary>The venues whose instruments it may publish.</summary>
    internal NameScope Venues { get; init; } = NameScope.All;

    /// <summary>The publisher's run.</summary>
    public ulong RunId { get; }

    /// <summary>The highest feed sequence seen in this run, whether taken, refused or a duplicate, but for what the
    /// end of the server dropped; 0 = none.</summary>
    public ulong LastSequence => _lastSequence;

    /// <summary>Whether the batch must be flushed before more is added.</summary>
    public bool IsFull => _batch.Room < MostRecordsPerTick;

    /// <summary>Cancelled when a newer stream of the same feed and run takes over: this one must end.</summary>
    public CancellationToken TakenOver => _takenOver.Token;

    /// <summary>
    /// Notes that something arrived, and reads the clock once for all that follows until the next call.
    /// A stale feed comes alive again.
    /// </summary>
    public void Touch()
    {
        _now = UnixNanos.Now(_time);
        Feed.Touch(_time.GetTimestamp());
        ChangeState(_suspects > 0 ? FeedState.Gap : FeedState.Live);
    }

    /// <summary>Takes the definition of a publisher's own instrument number.</summary>
    /// <param name="number">The publisher's number, used in ticks of this stream.</param>
    /// <param name="definition">What it means.</param>
    /// <param name="detail">What is wrong, for a person to read, when it is refused.</param>
    public RejectReason Define(uint number, Instrument definition, out string? detail)
    {
        ArgumentNullException.ThrowIfNull(definition);
        detail = definition.Check();
        if (detail is not null)
        {
            return Reject(RejectReason.BadDefinition);
        }

        if (!Venues.Allows(definition.Name.Venue))
        {
            detail = $"this key may not publish instruments of {definition.Name.Venue}";
            return RejectVenue(number);
        }

        ref Definition known = ref CollectionsMarshal.GetValueRefOrAddDefault(_definitions, number, out bool exists);
        if (exists)
        {
            if (known.Instrument.MeansTheSameAs(definition))
            {
                uint its = known.Instrument.Number;
                if (_instruments[its] != _instruments.Describe(its, definition))
                {
                    // To lanes that says nothing; whoever writes the stream down takes up the new description.
                    _batch.Add(Tick.ForDefinition(Feed.Number, its, _now));
                }

                return RejectReason.None;
            }

            detail = $"number {number} is {known.Instrument.FullName} already";
            return Reject(RejectReason.RedefinedNumber);
        }

        // A publisher may give one instrument several numbers, but not without end.
        Instrument? instrument = null;
        DefineResult result = _definitions.Count > _instruments.Capacity ? DefineResult.Full : _instruments.Define(definition, Feed.Number, out instrument);
        if (instrument is null)
        {
            _definitions.Remove(number);
            detail = result == DefineResult.Full ? "the server takes no more instruments" : $"{definition.FullName} is defined by another feed with other scales";
            return Reject(result == DefineResult.Full ? RejectReason.TooManyInstruments : RejectReason.DefinedDifferently);
        }

        known = new Definition { Instrument = instrument, GapFlagged = _gapGeneration, GapCleared = _gapGeneration };

        // Also when another feed defined it before: that feed may not have handed its definition on yet, and no tick
        // may come before one. To a lane that knows it, one more says nothing.
        _batch.Add(Tick.ForDefinition(Feed.Number, instrument.Number, _now));
        return RejectReason.None;
    }

    /// <summary>
    /// Takes a tick as the publisher sent it: <see cref="Tick.Instrument"/> is the publisher's number,
    /// <see cref="Tick.Sequence"/> the feed's (0 = none). The batch must not be <see cref="IsFull"/>.
    /// </summary>
    /// <returns>None also for a duplicate, which is dropped and counted.</returns>
    public RejectReason Add(in Tick tick)
    {
        if (tick.Sequence != 0 && !Follow(tick.Sequence))
        {
            Feed.Counts.Duplicate();
            return RejectReason.None;
        }

        ref Definition definition = ref CollectionsMarshal.GetValueRefOrNullRef(_definitions, tick.Instrument);
        if (Unsafe.IsNullRef(ref definition))
        {
            return Reject(_notAllowed?.Contains(tick.Instrument) == true ? RejectReason.VenueNotAllowed : RejectReason.UnknownInstrument);
        }

        RejectReason reason = _normalizer.Check(in tick, _now, out bool crossed);
        if (reason != RejectReason.None)
        {
            if (reason == RejectReason.EventTime && tick.EventTime.Value > 0)
            {
                Feed.Counts.Happened(_now, tick.EventTime);
            }

            return Reject(reason);
        }

        TickFlags flags = tick.Flags & (TickFlags.Snapshot | TickFlags.OutOfHours | TickFlags.HashedTradeId | TickFlags.Replayed);
        if (definition.GapFlagged != _gapGeneration)
        {
            definition.GapFlagged = _gapGeneration;
            flags |= TickFlags.GapBefore;
        }

        if (_suspects > 0 && (flags & TickFlags.Snapshot) != 0)
        {
            Clear(ref definition);
        }

        _batch.Add(tick with { Flags = flags, Feed = Feed.Number, Instrument = definition.Instrument.Number, ReceiveTime = _now, Sequence = 0 });
        Feed.Counts.Tick(crossed, _now, (flags & TickFlags.Replayed) == 0 ? tick.EventTime : default);
        return RejectReason.None;
    }

    /// <summary>Hands what was added to the sequencer; waits while its channel is full, which slows the publisher.</summary>
    /// <exception cref="OperationCanceledException">The server stops; what was added is dropped, and its sequences
    /// count as never received.</exception>
    public ValueTask FlushAsync()
    {
        // A journal is told also of what was refused: its publisher waits to hear that it need not be sent again.
        if (_batch.Count == 0 && (_firstUnflushed == 0 || !_door.IsKept))
        {
            Feed.LastSequence = _lastSequence;
            _firstUnflushed = 0;
            return ValueTask.CompletedTask;
        }

        TickBatch full = _batch;
        full.ComeFrom(Feed, RunId, _firstUnflushed, _lastSequence);

        if (!_output.TryWrite(full))
        {
            return FlushSlowlyAsync(full);
        }

        Flushed();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the session; must be called once, however the stream ended. Its instruments are told.</summary>
    /// <param name="ended">Whether the publisher said that the feed has ended; otherwise the feed is stale.</param>
    public async ValueTask CloseAsync(bool ended)
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        try
        {
            // A session that was taken over leaves the state to its successor.
            if (!_takenOver.IsCancellationRequested)
            {
                if (IsFull)
                {
                    await FlushAsync().ConfigureAwait(false);
                }

                ChangeState(ended ? FeedState.Ended : FeedState.Stale, ended ? FeedStateCause.None : FeedStateCause.Broken);
            }

            await FlushAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops: there is nobody left to tell.
        }
        finally
        {
            _batch.Release();
            _door.Closed(this);
            _ended.TrySetResult();
            _takenOver.Dispose();
        }
    }

    /// <summary>Closes it as a stream that broke; nothing if it was closed already.</summary>
    public ValueTask DisposeAsync() => CloseAsync(ended: false);

    /// <summary>Tells this session to end, for a newer stream; completes when it has. Called under the door's lock.</summary>
    internal Task TakeOver()
    {
        ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), _takenOver, preferLocal: false);
        return _ended.Task;
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }

    // Under back-pressure this is the steady state, so it must not allocate: the builder pools the wait, and a write
    // without a token uses the channel's own. What stops it is the channel's end, when the server stops.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushSlowlyAsync(TickBatch full)
    {
        try
        {
            await _output.WriteAsync(full, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            _lastSequence = Feed.LastSequence;
            throw new OperationCanceledException("the server stops");
        }

        Flushed();
    }

    private void Flushed()
    {
        _batch = _pool.Rent();
        Feed.LastSequence = _lastSequence;
        _firstUnflushed = 0;
    }

    // False for a duplicate. A skip marks every instrument of the stream as suspect until its next snapshot.
    private bool Follow(ulong sequence)
    {
        if (sequence <= _lastSequence)
        {
            return false;
        }

        if (_lastSequence != 0 && sequence != _lastSequence + 1)
        {
            Feed.Counts.Gap(sequence - _lastSequence - 1);
            _gapGeneration++;
            _suspects = _definitions.Count;
            _batch.Add(Feed.TurnGap(_now));
        }

        _lastSequence = sequence;
        _firstUnflushed = _firstUnflushed == 0 ? sequence : _firstUnflushed;
        return true;
    }

    private void Clear(ref Definition definition)
    {
        if (definition.GapCleared != _gapGeneration)
        {
            definition.GapCleared = _gapGeneration;
            if (--_suspects == 0)
            {
                ChangeState(FeedState.Live);
            }
        }
    }

    private void ChangeState(FeedState state, FeedStateCause cause = FeedStateCause.None)
    {
        if (Feed.TryChange(state, cause, _now, out Tick record))
        {
            _batch.Add(in record);
        }
    }

    // Its ticks are refused for the same reason; remembered only as far as there could be instruments.
    private RejectReason RejectVenue(uint number)
    {
        if (!_definitions.ContainsKey(number) && (_notAllowed ??= []).Count < _instruments.Capacity)
        {
            _notAllowed.Add(number);
        }

        return Reject(RejectReason.VenueNotAllowed);
    }

    private RejectReason Reject(RejectReason reason)
    {
        Feed.Counts.Reject();
        return reason;
    }
}
