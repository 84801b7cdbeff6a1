namespace Ticker.Simulation.Tests.Oracle;

/// <summary>To what least intervals an operator has held a connection, and when each came into force. By the monotonic clock.</summary>
internal sealed class HandTimeline
{
    private const long NotYet = long.MaxValue;

    private readonly List<Entry> _entries = [];

    private readonly record struct Entry(long Asked, long InForce, int FloorMs);

    /// <summary>The longest that anything may have been held back by hand.</summary>
    public int MostFloorMs { get; private set; }

    /// <summary>Whether nothing was ever done by hand.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Whether the last that was asked for is not in force everywhere.</summary>
    public bool IsOpen => _entries.Count > 0 && _entries[^1].InForce == NotYet;

    /// <summary>An interval is asked for.</summary>
    public void Ask(int floorMs, long now)
    {
        _entries.Add(new Entry(now, NotYet, floorMs));
        MostFloorMs = Math.Max(MostFloorMs, floorMs);
    }

    /// <summary>The last that was asked for is in force, for all subscriptions.</summary>
    public void Enter(long now) => _entries[^1] = _entries[^1] with { InForce = now };

    /// <summary>The interval that was surely in force all the time from one instant to another; null = there is none that surely was.</summary>
    public int? SureFloor(long from, long to)
    {
        int floor = 0;
        foreach (Entry entry in _entries)
        {
            if (entry.Asked <= to && entry.InForce >= from)
            {
                return null;
            }

            floor = entry.InForce < from ? entry.FloorMs : floor;
        }

        return floor;
    }
}
