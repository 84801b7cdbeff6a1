namespace Ticker.Model;

/// <summary>What a record in the stream is. The numbers are those of the wire and of the journal.</summary>
public enum TickKind : byte
{
    /// <summary>Nothing: an unset record.</summary>
    None = 0,

    /// <summary>Best bid and ask.</summary>
    Quote = 1,

    /// <summary>A trade.</summary>
    Trade = 2,

    /// <summary>A change of an instrument's trading state.</summary>
    Status = 3,

    /// <summary>An instrument became known; never sent as a tick. Its number is in <see cref="Tick.Instrument"/>.</summary>
    Definition = 128,

    /// <summary>A feed changed state; never sent as a tick. See <see cref="Tick.FeedState"/>.</summary>
    FeedState = 129,
}
