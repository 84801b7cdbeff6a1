namespace Ticker.Feeds.Grpc.Decode;

/// <summary>Which message a PublishRequest holds. The numbers are those of its fields.</summary>
public enum RequestKind
{
    /// <summary>None of those that this server knows.</summary>
    None = 0,

    /// <summary>A Hello.</summary>
    Hello = 1,

    /// <summary>An InstrumentDefinition.</summary>
    Instrument = 2,

    /// <summary>A TickBatch.</summary>
    Batch = 3,

    /// <summary>A Heartbeat.</summary>
    Heartbeat = 4,

    /// <summary>An EndOfFeed.</summary>
    End = 5,
}
