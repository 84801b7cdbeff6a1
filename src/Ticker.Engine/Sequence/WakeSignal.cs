namespace Ticker.Engine.Sequence;

/// <summary>
/// Wakes one waiting thread. Any thread may signal; signals before the wait are kept as one. Signalling an already
/// signalled one costs a read.
/// </summary>
/// <param name="woken">For a waiter that is no thread: called at each signal after the last <see cref="Reset"/>; null = nobody.</param>
public sealed class WakeSignal(Action? woken = null) : IDisposable
{
    private readonly ManualResetEventSlim _event = new(initialState: false, spinCount: 0);

    /// <summary>Wakes the waiter, now or when it next waits.</summary>
    public void Set()
    {
        // What was queued before must be seen by a waiter that resets the event at this very moment.
        Interlocked.MemoryBarrier();
        if (!_event.IsSet)
        {
            _event.Set();
            woken?.Invoke();
        }
    }

    /// <summary>Waits for a signal and takes it.</summary>
    /// <param name="timeout">The longest wait; in whole milliseconds, rounded up; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public void Wait(TimeSpan timeout)
    {
        _event.Wait(WholeMilliseconds(timeout));
        _event.Reset();
    }

    /// <summary>Takes the signal, if there is one, without waiting; before looking at what it may be about.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Reset()
    {
        if (!_event.IsSet)
        {
            return false;
        }

        _event.Reset();
        Interlocked.MemoryBarrier();
        return true;
    }

    // Rounded up: the event counts whole milliseconds and drops the rest, and a deadline that is half of one away
    // would be waited for by not waiting, again and again.
    internal static int WholeMilliseconds(TimeSpan timeout) =>
        timeout < TimeSpan.Zero ? Timeout.Infinite : (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
