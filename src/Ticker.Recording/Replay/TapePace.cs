namespace Ticker.Recording.Replay;

/// <summary>When a time of the tape has come on our clock. Pure; for one thread.</summary>
/// <param name="frequency">Stamps of our clock in a second.</param>
public sealed class TapePace(long frequency)
{
    private long _wall;
    private long _tape;
    private long _jumpFrom = long.MaxValue;
    private long _jumpTo = long.MaxValue;

    /// <summary>How fast the tape runs. To be followed by <see cref="Anchor"/>.</summary>
    public ReplaySpeed Speed { get; set; } = ReplaySpeed.RealTime;

    /// <summary>The tape is at a time now.</summary>
    /// <param name="wall">Our clock's stamp.</param>
    /// <param name="tape">The tape's time, in nanoseconds.</param>
    public void Anchor(long wall, long tape) => (_wall, _tape, _jumpFrom, _jumpTo) = (wall, tape, long.MaxValue, long.MaxValue);

    /// <summary>The tape was held up: everything comes later by so much.</summary>
    /// <param name="stamps">In our clock's stamps.</param>
    public void Slip(long stamps) => _wall += stamps;

    /// <summary>A time of the tape is skipped: what is in it comes at once when it begins.</summary>
    /// <param name="from">Its beginning, in nanoseconds.</param>
    /// <param name="to">Its end.</param>
    public void Skip(long from, long to) => (_jumpFrom, _jumpTo) = (from, to);

    /// <summary>The tape has come to a time, which no later question is before.</summary>
    public void Reached(long tape)
    {
        if (tape >= _jumpTo)
        {
            Anchor(DueOf(_jumpTo), _jumpTo);
        }
    }

    /// <summary>Where the tape is at a stamp of our clock, if nothing has held it up; at full speed, where it last stopped.</summary>
    /// <param name="now">The stamp.</param>
    /// <param name="stopped">Where it last stopped.</param>
    public long TapeAt(long now, long stopped)
    {
        double played = Speed.IsMax ? 0 : (now - _wall) * (1e9 / frequency) * Speed.Factor;
        return Speed.IsMax ? stopped
            : played >= _jumpFrom - (double)_tape ? _jumpFrom
            : _tape + (long)played;
    }

    /// <summary>The stamp of our clock at which a time of the tape comes; at full speed, always the past.</summary>
    public long DueOf(long tape)
    {
        if (Speed.IsMax)
        {
            return long.MinValue;
        }

        long played = tape <= _jumpFrom ? tape - _tape : _jumpFrom - _tape + Math.Max(0, tape - _jumpTo);
        double stamps = played / Speed.Factor * (frequency / 1e9);
        return stamps >= long.MaxValue / 4.0 ? long.MaxValue / 2 : _wall + (long)stamps;
    }
}
