using Ticker.Engine.Deliver;
using Ticker.Engine.Sequence;

namespace Ticker.Recording.Replay;

/// <summary>
/// Wakes the replays of a server when their next tick is due, to some tens of microseconds: one thread for all of them,
/// since the runtime's timers count whole milliseconds. It sleeps while nothing is due. Thread-safe.
/// </summary>
public sealed class ReplayAlarm : IDisposable
{
    // Longer ones are left to the event, which can be interrupted.
    private static readonly TimeSpan LongestShortSleep = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan Coarse = TimeSpan.FromMilliseconds(1.5);

    private readonly PriorityQueue<ReplayBell, long> _queue = new();
    private readonly Lock _lock = new();
    private readonly WakeSignal _signal = new();
    private readonly TimeProvider _time;
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Makes an alarm without anything to wake.</summary>
    /// <param name="time">The clock.</param>
    public ReplayAlarm(TimeProvider time) => _time = time;

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Wakes somebody at a stamp of the clock, or at once when that has passed; a later call for the same bell takes the place of an earlier.</summary>
    public void Ring(ReplayBell bell, long due)
    {
        ArgumentNullException.ThrowIfNull(bell);
        bool first;
        lock (_lock)
        {
            bell.Due = due;
            if (due >= bell.Queued)
            {
                // Looked at before that anyway, and then put off.
                return;
            }

            bell.Queued = due;
            first = !_queue.TryPeek(out _, out long next) || due < next;
            _queue.Enqueue(bell, due);
            if (_thread is null && !_stopping)
            {
                _thread = new Thread(Run) { Name = "replay alarm", IsBackground = true };
                _thread.Start();
            }
        }

        if (first)
        {
            _signal.Set();
        }
    }

    /// <summary>Wakes somebody no more.</summary>
    public void Silence(ReplayBell bell)
    {
        ArgumentNullException.ThrowIfNull(bell);
        lock (_lock)
        {
            bell.Due = long.MaxValue;
            _queue.Remove(bell, out _, out _);
            bell.Queued = long.MaxValue;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            _stopping = true;
            thread = _thread;
        }

        _signal.Set();
        thread?.Join();
        _signal.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            Sleep(RingDue());
        }
    }

    // The time until the next is due.
    private TimeSpan RingDue()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            while (_queue.TryPeek(out ReplayBell? bell, out long due))
            {
                if (due > now)
                {
                    return TimeSpan.FromSeconds((due - now) / (double)_time.TimestampFrequency);
                }

                _queue.Dequeue();
                if (due != bell.Queued)
                {
                    // An earlier one has taken its place.
                    continue;
                }

                bell.Queued = long.MaxValue;
                if (bell.Due <= now)
                {
                    bell.Wakeup.Set();
                }
                else if (bell.Due != long.MaxValue)
                {
                    bell.Queued = bell.Due;
                    _queue.Enqueue(bell, bell.Due);
                }
            }

            return Timeout.InfiniteTimeSpan;
        }
    }

    private void Sleep(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan || time > Coarse || !ShortSleep.IsOffered)
        {
            // It wakes late by up to a millisecond, so it is sent to sleep for less.
            _signal.Wait(time > Coarse ? time - TimeSpan.FromMilliseconds(1) - TimeSpan.FromTicks(time.Ticks % TimeSpan.TicksPerMillisecond) : time);
            return;
        }

        ShortSleep.For(time < LongestShortSleep ? time : LongestShortSleep);
    }
}
