using Ticker.Engine.Normalize;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>
/// The newest rejects of a stream that its publisher was not told yet, and the number of all. Bounded: a full log
/// forgets its oldest. Thread-safe.
/// </summary>
/// <param name="capacity">The most kept.</param>
public sealed class RejectLog(int capacity)
{
    private readonly Lock _lock = new();
    private readonly RejectNote[] _notes = new RejectNote[capacity];
    private int _oldest;
    private int _count;
    private long _total;

    /// <summary>The most that are kept.</summary>
    public int Capacity => _notes.Length;

    /// <summary>How many there were in all.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Adds one.</summary>
    public void Add(ulong sequence, uint instrument, RejectReason reason, string? detail)
    {
        lock (_lock)
        {
            _total++;
            int at = (_oldest + _count) % _notes.Length;
            _notes[at] = new RejectNote(sequence, instrument, reason, detail);
            if (_count < _notes.Length)
            {
                _count++;
            }
            else
            {
                _oldest = (_oldest + 1) % _notes.Length;
            }
        }
    }

    /// <summary>Takes the oldest of those that are kept.</summary>
    public bool TryTake(out RejectNote note)
    {
        lock (_lock)
        {
            note = default;
            if (_count == 0)
            {
                return false;
            }

            note = _notes[_oldest];
            _notes[_oldest] = default;
            _oldest = (_oldest + 1) % _notes.Length;
            _count--;
            return true;
        }
    }
}
