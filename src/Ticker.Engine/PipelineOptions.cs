using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;

namespace Ticker.Engine;

/// <summary>How the pipeline is built. Bound from <c>Ticker</c>.</summary>
public sealed record PipelineOptions
{
    private const long LeastMemory = 1024 * 1024;

    /// <summary>How many lanes subscribers are spread over; 0 = half the cores, at least one.</summary>
    public int Lanes { get; init; }

    /// <summary>The most batches that wait between the feeds and the sequencer. Default 64.</summary>
    public int FeedQueue { get; init; } = 64;

    /// <summary>The most batches that wait between the sequencer and a lane. Default 256.</summary>
    public int LaneQueue { get; init; } = 256;

    /// <summary>The most instruments of all feeds. Default 200,000.</summary>
    public int MaxInstruments { get; init; } = Model.InstrumentRegistry.DefaultCapacity;

    /// <summary>
    /// How many of the newest records are kept in memory, 64 bytes each, for subscribers that ask for what they have just
    /// missed; beyond these it is read from the journal. Default 1,048,576.
    /// </summary>
    public int RecentTicks { get; init; } = 1_048_576;

    /// <summary>How many threads read what subscribers missed. Default 2.</summary>
    public int RecoveryThreads { get; init; } = 2;

    /// <summary>
    /// The bytes that connections and subscriptions may take, all together; 0 = half of what the machine or container
    /// allows. Beyond it a subscription is refused, and a connection answered 503. Default 0.
    /// </summary>
    public long MemoryBudget { get; init; }

    /// <summary>What the feed side accepts.</summary>
    public FeedOptions Feeds { get; init; } = new();

    /// <summary>How subscribers are served.</summary>
    public DeliveryOptions Subscribers { get; init; } = new();

    /// <summary>The lanes that <see cref="Lanes"/> comes to on this machine.</summary>
    public int LaneCount => Lanes > 0 ? Lanes : Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The bytes that <see cref="MemoryBudget"/> comes to on this machine.</summary>
    public long MemoryLimit => MemoryBudget > 0 ? MemoryBudget : Math.Max(LeastMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (Lanes is < 0 or > 256)
        {
            yield return "Ticker:Lanes is not between 0 and 256";
        }

        if (FeedQueue is < 1 or > 65_536)
        {
            yield return "Ticker:FeedQueue is not between 1 and 65536";
        }

        if (LaneQueue is < 1 or > 65_536)
        {
            yield return "Ticker:LaneQueue is not between 1 and 65536";
        }

        if (MaxInstruments is < 1 or > 10_000_000)
        {
            yield return "Ticker:MaxInstruments is not between 1 and 10000000";
        }

        if (RecentTicks is < 1_024 or > 268_435_456)
        {
            yield return "Ticker:RecentTicks is not between 1024 and 268435456";
        }

        if (RecoveryThreads is < 1 or > 64)
        {
            yield return "Ticker:RecoveryThreads is not between 1 and 64";
        }

        if (MemoryBudget is not 0 and < LeastMemory)
        {
            yield return "Ticker:MemoryBudget is neither 0 nor at least 1048576";
        }

        foreach (string wrong in Feeds.Check().Concat(Subscribers.Check()))
        {
            yield return wrong;
        }
    }
}
