using Ticker.Model;

namespace Ticker.Recording.Inspect;

/// <summary>What a recording tells of a feed. Changed while it is read; for one thread.</summary>
/// <param name="name">What it is called.</param>
public sealed class FeedInspection(string name)
{
    /// <summary>What it is called.</summary>
    public string Name => name;

    /// <summary>How often it had a gap.</summary>
    public long Gaps { get; private set; }

    /// <summary>How often it fell silent or broke.</summary>
    public long Stale { get; private set; }

    /// <summary>How often it ended.</summary>
    public long Ended { get; private set; }

    /// <summary>How often it was in order again, its first time included.</summary>
    public long Live { get; private set; }

    internal void Take(in Tick record)
    {
        switch (record.FeedState)
        {
            case FeedState.Gap:
                Gaps++;
                break;
            case FeedState.Stale:
                Stale++;
                break;
            case FeedState.Ended:
                Ended++;
                break;
            default:
                Live++;
                break;
        }
    }
}
