namespace Ticker.Feeds.Grpc.Decode;

/// <summary>What the bytes of a field with a length hold, as far as it matters for whether they are legal.</summary>
internal enum MessageShape : byte
{
    /// <summary>Anything: an unknown field.</summary>
    Opaque,

    /// <summary>Text, which must be UTF-8.</summary>
    Text,

    /// <summary>A PublishRequest.</summary>
    Request,

    /// <summary>A Hello.</summary>
    Hello,

    /// <summary>An InstrumentDefinition.</summary>
    Instrument,

    /// <summary>A TickBatch.</summary>
    Batch,

    /// <summary>A Heartbeat, or another message whose fields are all numbers.</summary>
    Flat,

    /// <summary>An EndOfFeed.</summary>
    End,

    /// <summary>A Tick.</summary>
    Tick,

    /// <summary>A Trade.</summary>
    Trade,

    /// <summary>A Status.</summary>
    Status,
}
