namespace Ticker.Engine.Deliver;

/// <summary>
/// When a lane sends next. Sending costs a system call a subscriber, whatever it carries: under load, a lane that sends
/// again at once spends its whole time on that, each time for the few ticks that came meanwhile. So it gives to sending
/// no more than a share of its time, and gathers ticks for the rest. Only its lane's thread uses it.
/// </summary>
/// <param name="share">The greatest share of the time that goes into sending; 1 = it never rests.</param>
/// <param name="frequency">Timestamp ticks in a second.</param>
internal sealed class LaneRest(double share, long frequency)
{
    // A shorter sleep costs more than it saves; a longer one would be felt.
    private readonly long _shortest = frequency / 20_000;
    private readonly long _longest = frequency / 200;
    private readonly double _perSending = (1 - share) / share;

    /// <summary>How long the lane is to rest before its next turn, in timestamp ticks; 0 = not at all.</summary>
    public long Length { get; private set; }

    /// <summary>Notes how long a turn's sending took.</summary>
    /// <param name="sending">In timestamp ticks.</param>
    /// <param name="behind">Whether there is more than the next turn can do: then there is nothing to wait for.</param>
    public void Note(long sending, bool behind)
    {
        long rest = behind ? 0 : Math.Min(_longest, (long)Math.Round(sending * _perSending));
        Length = rest < _shortest ? 0 : rest;
    }
}
