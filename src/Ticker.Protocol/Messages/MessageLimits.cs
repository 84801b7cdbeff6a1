using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>How much one message from a client may carry.</summary>
public static class MessageLimits
{
    /// <summary>The most entries of <c>symbols</c>, <c>add</c> or <c>remove</c>; more is the fault <c>limit</c>.</summary>
    public const int MaxSymbols = 10_000;

    /// <summary>The most bytes of a symbol or pattern in UTF-8: a venue, a colon and a symbol.</summary>
    public const int MaxSymbolBytes = InstrumentName.MaxVenueBytes + 1 + InstrumentName.MaxSymbolBytes;

    /// <summary>The longest interval, in milliseconds: an hour. The shortest is 1.</summary>
    public const int MaxIntervalMs = 3_600_000;

    /// <summary>The most ticks of one step of a replay.</summary>
    public const int MaxStep = 1_000_000;

    /// <summary>The most keys of one map; more is the fault <c>limit</c>.</summary>
    public const int MaxKeys = KeySet.MaxKeys;

    /// <summary>How deep arrays and maps may nest, the message itself counted.</summary>
    public const int MaxDepth = MessagePackReader.MaxDepth;

    /// <summary>The greatest epoch: what a double holds exactly.</summary>
    public const long MaxEpoch = (1L << 53) - 1;
}
