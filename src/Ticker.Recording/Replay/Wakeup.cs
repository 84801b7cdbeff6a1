using System.Threading.Tasks.Sources;

namespace Ticker.Recording.Replay;

/// <summary>
/// Wakes one waiting task, again and again, without an object each time. Any thread may set it, before or during the
/// wait; several times count as once. One waits at a time.
/// </summary>
public sealed class Wakeup : IValueTaskSource
{
    private const int None = 0;
    private const int Signalled = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiter, now or when it next waits.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref _state, Signalled) == Waiting)
        {
            // Whoever sets it between these two is heard too: the waiter looks at everything once it runs.
            Volatile.Write(ref _state, None);
            _core.SetResult(true);
        }
    }

    /// <summary>Takes a <see cref="Set"/> that nobody has waited for, without waiting.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, None, Signalled) == Signalled;

    /// <summary>Completes at the next, or the last untaken, <see cref="Set"/>.</summary>
    public ValueTask WaitAsync()
    {
        if (TryTake())
        {
            return ValueTask.CompletedTask;
        }

        _core.Reset();
        short version = _core.Version;
        if (Interlocked.CompareExchange(ref _state, Waiting, None) != None)
        {
            Volatile.Write(ref _state, None);
            return ValueTask.CompletedTask;
        }

        return new ValueTask(this, version);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
