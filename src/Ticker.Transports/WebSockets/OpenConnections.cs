namespace Ticker.Transports.WebSockets;

/// <summary>How many connections there are, up to a limit, and the wait for the last to end. Thread-safe.</summary>
/// <param name="limit">The most at a time.</param>
public sealed class OpenConnections(int limit)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one more; false when there are as many as there may be.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            return _count < limit && ++_count > 0;
        }
    }

    /// <summary>One has ended, and all that belonged to it.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Completes when there is none, or at the latest when <paramref name="cancellation"/> says so, with an exception.</summary>
    public Task WhenEmptyAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                return Task.CompletedTask;
            }

            _empty = _empty is null or { Task.IsCompleted: true } ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _empty;
            return _empty.Task.WaitAsync(cancellation);
        }
    }
}
