namespace Ticker.Client.Streams;

/// <summary>What is done when the server says that ticks are missing.</summary>
public enum OnGap
{
    /// <summary>It is told: as an event, and in its place among the batches.</summary>
    Tell,

    /// <summary>Besides, the subscription ends there with a <see cref="StreamGapException"/>.</summary>
    Raise,
}
