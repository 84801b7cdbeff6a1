namespace Ticker.Engine.Normalize;

/// <summary>What the feed side accepts. Bound from <c>Ticker:Feeds</c>.</summary>
public sealed record FeedOptions
{
    /// <summary>How far ahead of this server's clock an event time may be. Default one minute.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far event times may be from this server's clock, either way, without a warning: half of <see cref="MaxClockSkew"/>, at least a second.</summary>
    public TimeSpan ClockWarning => TimeSpan.FromTicks(Math.Max(MaxClockSkew.Ticks / 2, TimeSpan.TicksPerSecond));

    /// <summary>How long a feed may send neither tick nor heartbeat before it is stale. Default 5 s.</summary>
    public TimeSpan FeedTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a quote whose bid is not below its ask is refused; otherwise it is passed on and counted.</summary>
    public bool RejectCrossed { get; init; }

    /// <summary>The most feeds, past and present, that the server keeps a state for. Default 1,024; at most 65,535.</summary>
    public int MaxFeeds { get; init; } = 1_024;

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxClockSkew < TimeSpan.Zero)
        {
            yield return "Ticker:Feeds:MaxClockSkew is negative";
        }

        if (FeedTimeout < TimeSpan.FromMilliseconds(100) || FeedTimeout > TimeSpan.FromDays(1))
        {
            yield return "Ticker:Feeds:FeedTimeout is not between 100 ms and a day";
        }

        if (MaxFeeds is < 1 or > ushort.MaxValue)
        {
            yield return "Ticker:Feeds:MaxFeeds is not between 1 and 65535";
        }
    }
}
