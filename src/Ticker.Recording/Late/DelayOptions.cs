namespace Ticker.Recording.Late;

/// <summary>How the market is served to those who see it late. Bound from <c>Ticker:Delay</c>. Immutable.</summary>
public sealed record DelayOptions
{
    /// <summary>How many different delays are served at a time; who comes with one more is refused. Default 4.</summary>
    public int MaxDelays { get; init; } = 4;

    /// <summary>How long a late market is kept when nobody is there, for the next who comes: from 1 s to a day. Default 1 minute.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many of the newest records a late market keeps in memory, 64 bytes each; beyond these it reads the journal. Default 65,536.</summary>
    public int RecentTicks { get; init; } = 65_536;

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxDelays is < 1 or > 64)
        {
            yield return "Ticker:Delay:MaxDelays is not between 1 and 64";
        }

        if (Linger < TimeSpan.FromSeconds(1) || Linger > TimeSpan.FromDays(1))
        {
            yield return "Ticker:Delay:Linger is not between a second and a day";
        }

        if (RecentTicks is < 1_024 or > 268_435_456)
        {
            yield return "Ticker:Delay:RecentTicks is not between 1024 and 268435456";
        }
    }
}
