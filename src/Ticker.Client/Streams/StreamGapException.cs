using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>Ticks are missing, in a subscription that was to end then.</summary>
public sealed class StreamGapException : Exception
{
    internal StreamGapException(Gap gap)
        : base($"ticks {gap.From?.ToString() ?? "?"} to {gap.To?.ToString() ?? "?"} are missing: {gap.Cause}") => Gap = gap;

    /// <summary>What is missing.</summary>
    public Gap Gap { get; }
}
