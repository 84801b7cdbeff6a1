namespace Ticker.Simulation.Tests.Oracle;

/// <summary>When a lane came to each position, by the monotonic clock, as often as somebody looked. Exact while time stands still in between.</summary>
internal sealed class LaneTimeline
{
    private readonly List<(ulong Position, long Time)> _moments = [];

    /// <summary>Notes where the lane is now.</summary>
    public void Note(ulong position, long now)
    {
        if (_moments.Count == 0 || position > _moments[^1].Position)
        {
            _moments.Add((position, now));
        }
    }

    /// <summary>When the lane took a record in, which it has.</summary>
    public long TimeOf(ulong sequence) => _moments[_moments.FindIndex(moment => moment.Position >= sequence)].Time;
}
