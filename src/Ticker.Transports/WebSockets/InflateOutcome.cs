namespace Ticker.Transports.WebSockets;

/// <summary>What became of a compressed message.</summary>
internal enum InflateOutcome
{
    /// <summary>It is whole.</summary>
    Whole,

    /// <summary>It is not what DEFLATE makes, or its end is missing.</summary>
    Broken,

    /// <summary>It is longer than a message may be.</summary>
    TooLong,

    /// <summary>There is no memory for it.</summary>
    NoMemory,
}
