namespace Ticker.Protocol;

/// <summary>What happens to a subscription whose pending ticks outgrow its budget.</summary>
public enum OnSlow
{
    /// <summary>Not said: <c>conflate</c> in <c>latest</c> and <c>interval</c>, <c>evict</c> in <c>all</c>.</summary>
    Default,

    /// <summary><c>conflate</c>: trades collapse until drained, with a notice.</summary>
    Conflate,

    /// <summary><c>evict</c>: the connection is closed with 4008 and a position to resume from.</summary>
    Evict,
}
