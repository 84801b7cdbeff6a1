namespace Ticker.Transports.WebSockets;

/// <summary>Why reading from a peer ended, where the WebSocket itself does not know.</summary>
public enum InboundFault
{
    /// <summary>It does know.</summary>
    None,

    /// <summary>A message is longer than it may be.</summary>
    TooLong,

    /// <summary>A frame's header did not come to its end in time.</summary>
    ReadDeadline,
}
