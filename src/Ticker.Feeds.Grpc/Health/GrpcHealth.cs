namespace Ticker.Feeds.Grpc.Health;

/// <summary>Whether the feed door takes feeds, as the gRPC health protocol tells it. Thread-safe.</summary>
public sealed class GrpcHealth
{
    private readonly Lock _lock = new();
    private bool _serving = true;
    private TaskCompletionSource _changed = NewSource();

    /// <summary>Whether it serves; those who watch are told of a change at once.</summary>
    public bool IsServing
    {
        get
        {
            lock (_lock)
            {
                return _serving;
            }
        }

        set
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                if (_serving == value)
                {
                    return;
                }

                (_serving, changed, _changed) = (value, _changed, NewSource());
            }

            changed.SetResult();
        }
    }

    /// <summary>Reads the state together with a task that ends when it changes.</summary>
    internal (bool IsServing, Task Changed) Observe()
    {
        lock (_lock)
        {
            return (_serving, _changed.Task);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
