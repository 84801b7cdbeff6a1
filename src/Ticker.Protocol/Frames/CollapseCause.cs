namespace Ticker.Protocol;

/// <summary>Why ticks were collapsed into one: why the last chance to send them was missed. The numbers are those of the wire.</summary>
public enum CollapseCause : byte
{
    /// <summary>Nothing was collapsed.</summary>
    None = 0,

    /// <summary>The subscriber asked for no more: an interval, or a pause.</summary>
    Rate = 1,

    /// <summary>The subscriber's socket did not take them.</summary>
    Socket = 2,

    /// <summary>They did not fit the subscription's budget.</summary>
    Budget = 3,

    /// <summary>Overwritten within one turn of the server.</summary>
    Server = 4,

    /// <summary>Collapsed by the client itself, because who reads it was slower than its connection: never on the wire.</summary>
    Client = 255,
}
