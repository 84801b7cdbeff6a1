namespace Ticker.Engine.Normalize;

/// <summary>
/// How far one feed's ticks are on disk, by its own sequences. The journal moves it, whoever answers the publisher reads
/// it. Thread-safe; nothing here waits for long.
/// </summary>
public sealed class FeedDurability
{
    private readonly Lock _lock = new();
    private ulong _run;
    private ulong _written;
    private ulong _durable;
    private ulong _limit = ulong.MaxValue;
    private readonly List<(ulong Run, ulong Sequence, TaskCompletionSource Reached)> _waiting = [];
    private Action? _moved;

    /// <summary>The highest sequence of the present run up to which everything that was taken is durable; 0 = none.</summary>
    public ulong Durable
    {
        get
        {
            lock (_lock)
            {
                return _durable;
            }
        }
    }

    /// <summary>Begins a run; one that is known goes on.</summary>
    /// <param name="run">The run.</param>
    internal void Begin(ulong run)
    {
        lock (_lock)
        {
            if (_run != run)
            {
                (_run, _written, _durable, _limit) = (run, 0, 0, ulong.MaxValue);
                Wake();
            }
        }
    }

    /// <summary>Takes up what a journal holds from before.</summary>
    internal void Restore(ulong run, ulong last, ulong limit)
    {
        lock (_lock)
        {
            (_run, _written, _durable, _limit) = (run, last, Math.Min(last, limit), limit);
        }
    }

    /// <summary>Has somebody told each time it moves, from the journal's thread; null = nobody.</summary>
    public void Notify(Action? moved)
    {
        lock (_lock)
        {
            _moved = moved;
        }
    }

    /// <summary>Notes that everything up to a sequence has been written.</summary>
    public void Write(ulong run, ulong sequence)
    {
        lock (_lock)
        {
            if (_run == run)
            {
                _written = Math.Min(Math.Max(_written, sequence), _limit);
            }
        }
    }

    /// <summary>What has been written and may be durable later; given to <see cref="Settle"/>.</summary>
    public (ulong Run, ulong Sequence) Written
    {
        get
        {
            lock (_lock)
            {
                return (_run, _written);
            }
        }
    }

    /// <summary>Notes that what had been written is durable now.</summary>
    public void Settle((ulong Run, ulong Sequence) written)
    {
        Action? moved = null;
        lock (_lock)
        {
            if (_run == written.Run && written.Sequence > _durable)
            {
                _durable = written.Sequence;
                moved = _moved;
                Wake();
            }
        }

        moved?.Invoke();
    }

    /// <summary>Notes that what comes after a sequence was lost: in this run nothing after it will ever be durable.</summary>
    public void Limit(ulong run, ulong sequence)
    {
        lock (_lock)
        {
            if (_run == run)
            {
                _limit = Math.Min(_limit, sequence);
                Wake();
            }
        }
    }

    /// <summary>Completes when a sequence of a run is durable, or it has become certain that it never will be.</summary>
    public Task WhenSettled(ulong run, ulong sequence)
    {
        lock (_lock)
        {
            if (IsSettled(run, sequence))
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((run, sequence, reached));
            return reached.Task;
        }
    }

    private bool IsSettled(ulong run, ulong sequence) => _run != run || _durable >= sequence || _limit < sequence;

    private void Wake()
    {
        for (int n = _waiting.Count - 1; n >= 0; n--)
        {
            if (IsSettled(_waiting[n].Run, _waiting[n].Sequence))
            {
                _waiting[n].Reached.TrySetResult();
                _waiting.RemoveAt(n);
            }
        }
    }
}
