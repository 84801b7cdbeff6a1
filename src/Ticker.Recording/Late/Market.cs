using Ticker.Engine;
using Ticker.Model;

namespace Ticker.Recording.Late;

/// <summary>The market as somebody may see it: at once, or late. Who enters it leaves it again. Thread-safe.</summary>
public sealed class Market
{
    private readonly KnownInstruments? _known;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users;
    private bool _isClosed;

    internal Market(Pipeline pipeline, KnownInstruments? known = null) => (Pipeline, _known) = (pipeline, known);

    /// <summary>What serves it.</summary>
    public Pipeline Pipeline { get; }

    /// <summary>How much later than it happened it is seen.</summary>
    public TimeSpan Delay => Pipeline.Delay;

    /// <summary>Whether it is late.</summary>
    public bool IsLate => _known is not null;

    /// <summary>The latest receive time of all that it has told; <see cref="UnixNanos.None"/> = nothing yet, or it is not late.</summary>
    public UnixNanos Told => new(Volatile.Read(ref _told));

    private long _told;

    /// <summary>Completes when it is closed and nobody is in it.</summary>
    internal Task Empty => _empty.Task;

    /// <summary>How many are in it.</summary>
    internal int Users => Volatile.Read(ref _users);

    /// <summary>Whether it has come to an instrument that its pipeline knows.</summary>
    public bool Knows(uint instrument) => _known?.Has(instrument) ?? true;

    /// <summary>Enters it once more: for somebody who is in it and does not know who leaves it first.</summary>
    public void Share()
    {
        lock (_lock)
        {
            _users++;
        }
    }

    /// <summary>Leaves it.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_users == 0 && _isClosed)
            {
                _empty.SetResult();
            }
        }
    }

    /// <summary>Enters it; false when it takes nobody in any more.</summary>
    internal bool TryEnter()
    {
        lock (_lock)
        {
            _users += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <summary>Takes nobody in any more. Once.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_users == 0)
            {
                _empty.SetResult();
            }
        }
    }

    /// <summary>It tells of what was received then.</summary>
    internal void Tell(UnixNanos received) => Volatile.Write(ref _told, Math.Max(_told, received.Value));
}
