using Ticker.Client.Subscriptions;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>
/// What waits between a connection and who iterates: a ring of ticks that never grows, with the gaps in their places.
/// One thread adds, one takes; each may wait for the other.
/// </summary>
/// <remarks>
/// Places count up for ever: [released, taken) is in the hands of who iterates, [taken, end) waits. A quote may be replaced in
/// its place only where nothing newer of its instrument waits, so that no instrument's ticks change their order. What finds neither room nor
/// a quote to replace, the rest of one message, stands behind in its order, and whoever adds waits with the next until it has moved up.
/// </remarks>
internal sealed class TickBuffer(int capacity, bool conflates)
{
    private const int MostGaps = 256;

    private readonly Lock _lock = new();
    private readonly ReceivedTick[] _ring = new ReceivedTick[capacity];
    private readonly Queue<(long At, Gap Gap)> _gaps = new();
    private readonly Dictionary<uint, long> _newest = [];
    private readonly ReusableSignal _came = new();
    private readonly ReusableSignal _left = new();
    private long _released;
    private long _taken;
    private long _end;
    private long _lastGap;
    private ReceivedTick[] _behind = [];
    private int _behindFrom;
    private int _behindTo;
    private bool _overflows;
    private bool _drops;
    private bool _wantsTicks;
    private bool _wantsRoom;
    private bool _isComplete;
    private Exception? _failure;

    /// <summary>Adds ticks, all of them.</summary>
    /// <returns>Whether more may be added; otherwise after <see cref="RoomAsync"/>.</returns>
    public bool Add(ReadOnlySpan<ReceivedTick> ticks)
    {
        bool wake;
        bool hasRoom;
        lock (_lock)
        {
            bool isBehind = _behindFrom < _behindTo;
            // With something behind, nobody wants more: whoever adds would have waited otherwise. What is missing then is the end, and no piece between.
            _drops |= isBehind && _overflows;
            if (!_isComplete && !_drops && !isBehind)
            {
                int added = 0;
                while (added < ticks.Length && TryAdd(in ticks[added]))
                {
                    added++;
                }

                StandBehind(ticks[added..]);
            }

            hasRoom = _behindFrom == _behindTo || _overflows || _isComplete;
            _wantsRoom = !hasRoom;
            wake = _wantsTicks && _end > _taken;
            _wantsTicks &= !wake;
        }

        if (wake)
        {
            _came.Set();
        }

        return hasRoom;
    }

    /// <summary>Says that something is missing between what was added and what will be.</summary>
    /// <returns>False where too many gaps wait already: it has to be offered again after <see cref="RoomAsync"/>.</returns>
    public bool Add(Gap gap)
    {
        bool wake;
        lock (_lock)
        {
            _drops |= _overflows && (_behindFrom < _behindTo || _gaps.Count == MostGaps);
            if (_isComplete || _drops)
            {
                return true;
            }

            if (_gaps.Count == MostGaps)
            {
                _wantsRoom = true;
                return false;
            }

            _gaps.Enqueue((_end, gap));
            _lastGap = _end;
            wake = _wantsTicks;
            _wantsTicks = false;
        }

        if (wake)
        {
            _came.Set();
        }

        return true;
    }

    /// <summary>Waits until there may be room; only after an <c>Add</c> did not take all.</summary>
    public ValueTask RoomAsync() => _left.WaitAsync();

    /// <summary>Nothing will be added any more: what waits is still given, then the failure, or the end.</summary>
    public void Complete(Exception? failure)
    {
        bool wakeReader;
        bool wakeWriter;
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            (_isComplete, _failure) = (true, failure);
            (wakeReader, wakeWriter) = (_wantsTicks, _wantsRoom);
            (_wantsTicks, _wantsRoom) = (false, false);
        }

        if (wakeReader)
        {
            _came.Set();
        }

        if (wakeWriter)
        {
            _left.Set();
        }
    }

    /// <summary>Nobody wants more: from the first on that finds no room all is dropped, and nobody waits for any.</summary>
    public void Overflow()
    {
        bool wake;
        lock (_lock)
        {
            (_overflows, wake, _wantsRoom) = (true, _wantsRoom, false);
        }

        if (wake)
        {
            _left.Set();
        }
    }

    /// <summary>Gives back what was taken last, and takes what waits, up to the ring's seam or a gap.</summary>
    /// <returns>Null where there is nothing at present, see <see cref="CameAsync"/>.</returns>
    /// <exception cref="Exception">What it was completed with, behind the last tick.</exception>
    public TickBatch? Take(out bool isEnd)
    {
        bool wake;
        TickBatch? batch;
        lock (_lock)
        {
            _released = _taken;
            MoveUp();
            batch = TakeNext();
            wake = _wantsRoom && _behindFrom == _behindTo && _gaps.Count < MostGaps;
            _wantsRoom &= !wake;
            isEnd = batch is null && _isComplete;
            _wantsTicks = batch is null && !isEnd;
        }

        if (isEnd && _failure is { } failure)
        {
            throw failure;
        }

        if (wake)
        {
            _left.Set();
        }

        return batch;
    }

    /// <summary>Puts the last ticks of the batch that was taken last back to be taken again.</summary>
    public void GiveBack(int count)
    {
        lock (_lock)
        {
            _taken -= count;
        }
    }

    /// <summary>Waits until there may be something to take; only after <see cref="Take"/> gave nothing.</summary>
    public ValueTask CameAsync() => _came.WaitAsync();

    /// <summary>Wakes who waits for ticks, though none came: its wait is cancelled.</summary>
    public void Wake() => _came.Set();

    /// <summary>Wakes who waits for room, though there is none: its wait is cancelled.</summary>
    public void WakeFull() => _left.Set();

    private TickBatch? TakeNext()
    {
        long until = Math.Min(_end, _taken + capacity - (_taken % capacity));
        if (_gaps.TryPeek(out (long At, Gap Gap) next))
        {
            if (next.At == _taken)
            {
                return new TickBatch(default, _gaps.Dequeue().Gap);
            }

            until = Math.Min(until, next.At);
        }

        if (until == _taken)
        {
            return null;
        }

        var ticks = new ReadOnlyMemory<ReceivedTick>(_ring, (int)(_taken % capacity), (int)(until - _taken));
        _taken = until;
        return new TickBatch(ticks, null);
    }

    private void StandBehind(ReadOnlySpan<ReceivedTick> rest)
    {
        if (_behind.Length < rest.Length)
        {
            _behind = new ReceivedTick[rest.Length];
        }

        rest.CopyTo(_behind);
        (_behindFrom, _behindTo) = (0, rest.Length);
    }

    private void MoveUp()
    {
        while (_behindFrom < _behindTo && TryAdd(in _behind[_behindFrom]))
        {
            _behindFrom++;
        }
    }

    private bool TryAdd(in ReceivedTick tick)
    {
        if (_end - _released < capacity)
        {
            _ring[_end % capacity] = tick;
            if (conflates)
            {
                _newest[tick.Tick.Instrument] = _end;
            }

            _end++;
            return true;
        }

        if (!conflates || tick.Tick.Kind != TickKind.Quote || !_newest.TryGetValue(tick.Tick.Instrument, out long place) || place < _taken)
        {
            return false;
        }

        ref ReceivedTick waiting = ref _ring[place % capacity];
        // Not across a gap, nor state by what came live: each would say something else then.
        if (waiting.Tick.Kind != TickKind.Quote || waiting.IsSnapshot != tick.IsSnapshot || _lastGap > place)
        {
            return false;
        }

        waiting = Quotes.Join(in waiting, in tick);
        return true;
    }
}
