using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>
/// Winds a tape: reads ahead a little, and cuts what comes next into slices by the tape's time and by count, by nothing
/// else. Its time never goes back, even where a recording's does. For one thread at a time.
/// </summary>
public sealed class TapeReel : IDisposable
{
    /// <summary>The most records of a slice.</summary>
    public const int MaxSlice = 1_024;

    /// <summary>The most records that a tape gives at once.</summary>
    public const int MostRead = 3 * MaxSlice;

    private readonly Tick[] _records = new Tick[MostRead + MaxSlice];
    private readonly long[] _times = new long[MostRead + MaxSlice];
    private readonly ITape _tape;
    private readonly long _to;
    private int _head;
    private int _end;
    private bool _exhausted;
    private Exception? _damage;

    /// <summary>Puts a tape on; it is disposed with the reel.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="to">The time before which it is played; none = to its end.</param>
    public TapeReel(ITape tape, UnixNanos to)
    {
        (_tape, _to) = (tape, to.IsNone ? long.MaxValue : to.Value);
    }

    /// <summary>The tape.</summary>
    public ITape Tape => _tape;

    /// <summary>The sequence of the last record taken, or before the place; 0 = none.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The tape's time: of the last record taken, or of the place.</summary>
    public long Time { get; private set; }

    /// <summary>The time of the next record. There must be one.</summary>
    public long NextTime => _times[_head];

    /// <summary>Whether the next record begins another epoch: numbers and instruments' states begin anew.</summary>
    public bool NextIsAnotherEpoch => _head < _end && _records[_head].Sequence <= Sequence && Sequence != 0;

    /// <summary>Whether all is played.</summary>
    /// <exception cref="RecordingFormatException">The recording is damaged here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool IsAtEnd()
    {
        Fill();
        return _head == _end && (_damage is null ? true : throw _damage);
    }

    /// <summary>Goes to a place.</summary>
    /// <returns>How everything stood right before it.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged before it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TapeStanding Seek(TapePlace place)
    {
        var standing = new TapeStanding();
        (_head, _end, _exhausted, _damage, Sequence, Time) = (0, 0, false, null, 0, 0);
        _tape.GoNear(place, standing);
        (Sequence, Time) = (standing.Sequence, standing.Time);
        while (!IsAtEnd() && place.IsAfter(_records[_head].Sequence, _times[_head]))
        {
            if (NextIsAnotherEpoch)
            {
                standing = new TapeStanding();
                _tape.GoOn(standing);
            }

            standing.Apply(in _records[_head]);
            Take(1);
        }

        Sequence = Sequence != 0 || _head == _end ? Sequence : _records[_head].Sequence - 1;
        Time = Math.Max(Time, place.Time.Value);
        Time = _head < _end && (Time == 0 || Time > _times[_head]) ? _times[_head] : Time;
        return standing;
    }

    /// <summary>Goes over into the epoch that begins here.</summary>
    /// <returns>How everything stands at its beginning.</returns>
    public TapeStanding EnterEpoch()
    {
        var standing = new TapeStanding();
        _tape.GoOn(standing);
        Sequence = _records[_head].Sequence - 1;
        return standing;
    }

    /// <summary>The next slice: what came within a span of the first of it, of one epoch. There must be something; it is not taken.</summary>
    /// <param name="span">In nanoseconds of the tape's time.</param>
    public ReadOnlySpan<Tick> Cut(long span)
    {
        Fill();
        long last = span > long.MaxValue - _times[_head] ? long.MaxValue : _times[_head] + span - 1;
        int limit = Math.Min(_end, _head + MaxSlice);
        int end = _head + 1;
        while (end < limit && _times[end] <= last && _records[end].Sequence > _records[end - 1].Sequence)
        {
            end++;
        }

        return _records.AsSpan(_head, end - _head);
    }

    /// <summary>The time of the last of the first so many records.</summary>
    public long TimeOf(int count) => _times[_head + count - 1];

    /// <summary>Takes records, which are played; they are good until anything else is asked for.</summary>
    public ReadOnlySpan<Tick> Take(int count)
    {
        if (count == 0)
        {
            return [];
        }

        _head += count;
        (Sequence, Time) = (_records[_head - 1].Sequence, _times[_head - 1]);
        return _records.AsSpan(_head - count, count);
    }

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    // Always enough for a slice, or all there is: so the cut does not depend on how the tape happens to be read.
    private void Fill()
    {
        if (_end - _head >= MaxSlice || _exhausted || _damage is not null)
        {
            return;
        }

        _records.AsSpan(_head.._end).CopyTo(_records);
        _times.AsSpan(_head.._end).CopyTo(_times);
        (_head, _end) = (0, _end - _head);
        while (_end < MaxSlice && !_exhausted && _damage is null)
        {
            ReadOn();
        }
    }

    private void ReadOn()
    {
        int count;
        try
        {
            count = _tape.Read(_records.AsSpan(_end));
        }
        catch (Exception damage) when (damage is RecordingFormatException or IOException)
        {
            _damage = damage;
            return;
        }

        _exhausted = count == 0;
        for (int end = _end + count; _end < end; _end++)
        {
            long time = _records[_end].ReceiveTime.Value;
            _times[_end] = Math.Max(time, _end > 0 ? _times[_end - 1] : Time);
            if (_times[_end] >= _to)
            {
                _exhausted = true;
                return;
            }
        }
    }
}
