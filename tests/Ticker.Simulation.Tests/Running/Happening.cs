namespace Ticker.Simulation.Tests.Running;

/// <summary>What a run may come upon.</summary>
internal enum Happening
{
    Tick,
    LiveTick,
    SnapshotTick,
    CollapsedQuote,
    CollapsedTrade,
    SummarizedQuote,
    HeldValue,
    Subscription,
    Change,
    Pause,
    Unsubscribed,
    Statement,
    ConflatingNotice,
    StaleNotice,
    FreshNotice,
    StaleSnapshotTick,
    FeedGap,
    FeedSilence,
    Eviction,
    BusySocket,
    RefusedConnection,
    RefusedSubscription,
    RefusedLate,
    RefusedChange,
    MemoryAskedFor,
    MemoryForced,
}
