using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>
/// Plays a tape: says what comes next and when that is due on our clock, at any speed, from any place, without the idle
/// time that is not wanted. Synchronous; for one thread at a time.
/// </summary>
public sealed class TapePlayer : IDisposable
{
    private readonly TapeReel _reel;
    private readonly TapePace _pace;
    private readonly ReplayRequest _request;
    private readonly long _maxGap;
    private long _time;

    /// <summary>Puts a tape on; it is disposed with the player. Nothing is read before <see cref="Begin"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="request">What of it is played, and how.</param>
    /// <param name="frequency">Stamps of our clock in a second.</param>
    public TapePlayer(ITape tape, ReplayRequest request, long frequency)
    {
        ArgumentNullException.ThrowIfNull(request);
        (_request, _reel) = (request, new TapeReel(tape, request.To));
        _pace = new TapePace(frequency) { Speed = request.Speed };
        _maxGap = request.MaxGap > TimeSpan.Zero ? request.MaxGap.Ticks * TimeSpan.NanosecondsPerTick : long.MaxValue;
    }

    /// <summary>How fast it plays. Change it with <see cref="Go"/>.</summary>
    public ReplaySpeed Speed => _pace.Speed;

    /// <summary>The sequence of the last record played, or before the place; 0 = none.</summary>
    public ulong Sequence => _reel.Sequence;

    /// <summary>Where the tape is, in nanoseconds since 1970 by the recording's clock; while it goes by itself, where it last stopped.</summary>
    public long Time => _time;

    /// <summary>Whether anything was played since it went to its place.</summary>
    public bool HasPlayed { get; private set; }

    /// <summary>Whether the next record begins another epoch.</summary>
    public bool NextIsAnotherEpoch => _reel.NextIsAnotherEpoch;

    /// <summary>What the tape was found to lack, for a person to read, each once; null = nothing more.</summary>
    public string? TakeTrouble() => _reel.Tape.TakeTrouble();

    /// <summary>Goes to where the request begins.</summary>
    /// <returns>How everything stood right before it.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged before it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TapeStanding Begin() => Seek(new TapePlace(null, _request.From));

    /// <summary>Goes to a place; to where the request begins, if that is later.</summary>
    /// <inheritdoc cref="Begin"/>
    public TapeStanding Seek(TapePlace place)
    {
        place = place.Sequence is null && place.Time < _request.From ? place with { Time = _request.From } : place;
        TapeStanding standing = _reel.Seek(place);
        (_time, HasPlayed) = (_reel.Time, false);
        return standing;
    }

    /// <summary>Goes over into the epoch that begins here.</summary>
    /// <returns>How everything stands at its beginning.</returns>
    public TapeStanding EnterEpoch() => _reel.EnterEpoch();

    /// <summary>Plays from where it is, now.</summary>
    /// <param name="now">Our clock's stamp.</param>
    /// <param name="speed">How fast.</param>
    public void Go(long now, ReplaySpeed speed)
    {
        _pace.Speed = speed;
        _pace.Anchor(now, _time);
        NoteGap();
    }

    /// <summary>Stops where it is now.</summary>
    /// <param name="now">Our clock's stamp.</param>
    public void Stop(long now)
    {
        long latest = _reel.IsAtEnd() ? _time : Math.Max(_time, _reel.NextTime);
        _time = Math.Clamp(_pace.TapeAt(now, _time), _time, latest);
    }

    /// <summary>Finds what happens next.</summary>
    /// <param name="awaited">A time of the tape for which something waits; <see cref="long.MaxValue"/> = none.</param>
    /// <param name="fine">Whether it is cut finely whatever the speed, because something depends on its time.</param>
    /// <param name="mostTicks">The most ticks.</param>
    /// <param name="moment">What comes next.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool TryFind(long awaited, bool fine, int mostTicks, out TapeMoment moment)
    {
        bool atEnd = _reel.IsAtEnd() || NextIsAnotherEpoch;
        if (awaited != long.MaxValue && (atEnd || awaited <= _reel.NextTime))
        {
            moment = new TapeMoment(Math.Max(awaited, _time), 0, 0);
            return true;
        }

        if (atEnd)
        {
            moment = default;
            return false;
        }

        ReadOnlySpan<Tick> slice = _reel.Cut(fine ? Math.Min(Speed.SliceSpan, ReplaySpeed.FinestSpan) : Speed.SliceSpan);
        int records = 0;
        int ticks = 0;
        while (records < slice.Length && ticks < mostTicks)
        {
            ticks += slice[records++].Kind < TickKind.Definition ? 1 : 0;
        }

        moment = new TapeMoment(_reel.TimeOf(records), records, ticks);
        return true;
    }

    /// <summary>The stamp of our clock at which something is due; at full speed, always the past.</summary>
    public long DueOf(in TapeMoment moment) => _pace.DueOf(moment.Time);

    /// <summary>The tape was held up: what is due before now is due now, and all else so much later.</summary>
    public void HeldUp(long now, in TapeMoment moment)
    {
        long late = Speed.IsMax ? 0 : now - DueOf(in moment);
        if (late > 0)
        {
            _pace.Slip(late);
        }
    }

    /// <summary>The records of a moment, which is played with this.</summary>
    /// <returns>The records, good until anything else is asked for.</returns>
    public ReadOnlySpan<Tick> Play(in TapeMoment moment)
    {
        ReadOnlySpan<Tick> records = _reel.Take(moment.Records);
        _time = moment.Time;
        if (moment.Records > 0)
        {
            HasPlayed = true;
            NoteGap();
        }

        return records;
    }

    /// <inheritdoc/>
    public void Dispose() => _reel.Dispose();

    // Counted from the last record, however much of the gap has gone by already.
    private void NoteGap()
    {
        _pace.Reached(_time);
        if (_maxGap != long.MaxValue && !_reel.IsAtEnd() && _reel.NextTime - _reel.Time > _maxGap)
        {
            _pace.Skip(Math.Max(_time, _reel.Time + _maxGap), _reel.NextTime);
        }
    }
}
