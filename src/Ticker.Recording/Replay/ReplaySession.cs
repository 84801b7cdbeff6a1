using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Engine.Sequence;
using Ticker.Protocol;

namespace Ticker.Recording.Replay;

/// <summary>
/// One subscriber's replay: a pipeline of its own, from a tape to a socket, with a lane like any other that goes by the
/// tape's clock. Whatever the socket does, nothing is lost: the tape waits while something is kept for it. Synchronous;
/// one thread at a time, but what its peer says may come from any.
/// </summary>
/// <remarks>
/// What is sent depends on the recording, on what is asked for and on the speed class, and on nothing else: the tape is
/// cut by its own time and by count, what was cut is sent before anything else happens, and our own clock, which tells
/// when heartbeats and pings are due, stands still meanwhile.
/// </remarks>
public sealed class ReplaySession : IDisposable
{
    // Some milliseconds of work at most: then others have their turn.
    private const int MostMoments = 16;

    private readonly TaskCompletionSource<SubscriberEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SessionTape _tape;
    private readonly SessionSink _sink;
    private readonly LaneInlet _inlet;
    private readonly Lane _lane;
    private readonly TapeClock _ourClock;
    private readonly TimeProvider _time;
    private readonly long _stallDeadline;
    private long _nextCare = long.MinValue;
    private long _blockedSince;
    private bool _isBlocked;
    private bool _isRestless;
    private bool _isAborted;

    /// <summary>Makes a session; it begins with the first <see cref="Advance"/>.</summary>
    /// <param name="tape">What is played; disposed with the session.</param>
    /// <param name="request">How.</param>
    /// <param name="sink">The way out; disposed with the session.</param>
    /// <param name="encoding">The encoding that the handshake chose.</param>
    /// <param name="epoch">Its numbering's birth.</param>
    /// <param name="delivery">How live subscribers are served, which holds here too as far as it can.</param>
    /// <param name="stallDeadline">How long the peer may take nothing at all.</param>
    /// <param name="memory">The server's memory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="entitlements">What may be asked for of it; null = everything.</param>
    public ReplaySession(
        ITape tape,
        ReplayRequest request,
        SessionSink sink,
        WireEncoding encoding,
        long epoch,
        DeliveryOptions delivery,
        TimeSpan stallDeadline,
        MemoryBudget memory,
        TimeProvider time,
        Entitlements? entitlements = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(time);
        (_sink, _time, Epoch) = (sink, time, epoch);
        _stallDeadline = (long)(stallDeadline.TotalSeconds * time.TimestampFrequency);
        _inlet = new LaneInlet(SessionMarket.MostBatches, Wakeup.Set);
        _ourClock = new TapeClock(time);
        _ourClock.SetToNow();

        var market = new SessionMarket(tape, request.Times, time);
        var tapeClock = new TapeClock(time);

        // A reader that is slow to read is slow to answer and to close, too; only one that stands still is cut off.
        DeliveryOptions patient = delivery with { PongTimeout = stallDeadline, CloseGrace = stallDeadline };
        _lane = new Lane(_inlet, market.Instruments, market.Door, epoch, patient, memory, _ourClock, tapeClock);
        _tape = new SessionTape(tape, request, market, new TapedLane(_lane, _inlet), tapeClock, sink.Digest, time);
        Subscriber = new Subscriber(sink, encoding) { Tape = _tape.Run, DigestOf = sink.Digest.Of, Entitlements = entitlements ?? Entitlements.Everything };
        _tape.Subscriber = Subscriber;
        sink.AttachSession(OnWritable);
        _lane.Join(Subscriber);
    }

    /// <summary>Its numbering's birth, like a server's.</summary>
    public long Epoch { get; }

    /// <summary>Set whenever there may be something to do before the time that <see cref="Advance"/> told.</summary>
    public Wakeup Wakeup { get; } = new();

    /// <summary>The subscriber, for what its peer says.</summary>
    public Subscriber Subscriber { get; }

    /// <summary>What the tape does.</summary>
    public TapeState State => _tape.State;

    /// <summary>Completes when the sink is used no more, with how to end the connection.</summary>
    public Task<SubscriberEnd> Completion => _completion.Task;

    /// <summary>The bytes to take of the server's memory for a session, besides those of its connection.</summary>
    /// <param name="instruments">How many instruments the recording has.</param>
    public static long MemoryCostOf(int instruments) => (1024 * 1024) + (1024L * instruments);

    /// <summary>Does what there is to do now, but no more than a little of the tape.</summary>
    /// <param name="due">When it is to be called again, unless it is woken before: a stamp of the clock.</param>
    /// <returns>Whether that, or at once, or not any more.</returns>
    public ReplayRest Advance(out long due)
    {
        due = long.MaxValue;
        bool woken = _inlet.Wake.Reset();
        long now = _time.GetTimestamp();
        _sink.Flush();
        if (_sink.IsBroken)
        {
            Subscriber.PeerGone();
        }

        if (Subscriber.Completion.IsCompleted)
        {
            return Finish(now, ref due);
        }

        if (_sink.IsBusy && !Subscriber.IsEnding)
        {
            return Wait(now, ref due);
        }

        try
        {
            return (_isRestless || woken || now >= _nextCare) && !Care(now) ? ReplayRest.None : Play(out due);
        }
        catch (Exception damage) when (damage is RecordingFormatException or IOException)
        {
            _tape.GiveUp(damage);
            _isRestless = true;
            return ReplayRest.None;
        }
    }

    /// <summary>Gives up, after a defect; nothing if it is over.</summary>
    public void Abort() => _completion.TrySetResult(SubscriberEnd.Aborted);

    /// <summary>Has it say that the server stops, and end. Any thread.</summary>
    public void Drain() => Subscriber.Close(CloseReason.GoingAway, failed: false);

    /// <summary>Lets go of the recording. Its connection must be over.</summary>
    public void Dispose()
    {
        _tape.Dispose();
        _sink.Dispose();
        _inlet.Dispose();
    }

    private void OnWritable()
    {
        // Who takes what waited is as alive as who answers.
        Subscriber.Alive();
        Wakeup.Set();
    }

    // The socket takes nothing, and so the tape stands; for ever, if that does not end.
    private ReplayRest Wait(long now, ref long due)
    {
        if (!_isBlocked || _sink.HasMoved)
        {
            (_isBlocked, _blockedSince) = (true, now);
        }

        due = _blockedSince + _stallDeadline;
        if (now < due)
        {
            return ReplayRest.Until;
        }

        _isAborted = true;
        Subscriber.PeerGone();
        return ReplayRest.None;
    }

    // The lane is done; what it said last may still be under way.
    private ReplayRest Finish(long now, ref long due)
    {
        // It sends nothing any more, but has subscriptions to forget, and their memory to give back.
        while (_lane.Turn())
        {
        }

        SubscriberEnd end = _isAborted || _sink.IsBroken ? SubscriberEnd.Aborted : Subscriber.Completion.Result;
        if (end == SubscriberEnd.Closed && _sink.IsBusy && Wait(now, ref due) == ReplayRest.Until)
        {
            return ReplayRest.Until;
        }

        _completion.TrySetResult(_isAborted ? SubscriberEnd.Aborted : end);
        return ReplayRest.Over;
    }

    // What the peer said, and what is due by our own clock. False when that is not done yet.
    private bool Care(long now)
    {
        if (!_isRestless)
        {
            _ourClock.SetToNow();
        }

        if (!ComeToRest())
        {
            return false;
        }

        TimeSpan left = _lane.UntilNextDeadline();

        // It was rounded down; a little late is late enough.
        _nextCare = left == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : now + (long)Math.Ceiling((left.Ticks + 1) / (double)TimeSpan.TicksPerSecond * _time.TimestampFrequency);
        return true;
    }

    // True when all that came is sent. Not while the socket takes nothing: then this goes on later.
    private bool ComeToRest()
    {
        do
        {
            _isRestless = _lane.Turn();
        }
        while (_isRestless && (!_sink.IsBusy || Subscriber.IsEnding) && !Subscriber.Completion.IsCompleted);
        return !_isRestless;
    }

    private ReplayRest Play(out long due)
    {
        // Of one that the lane has let go of, nothing may begin any more.
        for (int n = 0; n < MostMoments && !Subscriber.Completion.IsCompleted; n++)
        {
            bool wasHeldUp = _isBlocked;
            _isBlocked = false;
            if (!_tape.TryGoOn(wasHeldUp, out due))
            {
                due = Math.Min(due, _nextCare);
                return ReplayRest.Until;
            }

            if (!ComeToRest() || _sink.IsBusy)
            {
                break;
            }
        }

        due = 0;
        return ReplayRest.None;
    }
}
