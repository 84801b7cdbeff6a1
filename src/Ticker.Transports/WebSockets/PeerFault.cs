namespace Ticker.Transports.WebSockets;

/// <summary>What a peer did that its connection was closed for.</summary>
public enum PeerFault
{
    /// <summary>It broke the WebSocket protocol: 1002.</summary>
    Protocol,

    /// <summary>It sent text that is no UTF-8, or what does not inflate: 1007.</summary>
    Payload,

    /// <summary>A message was too long: 1009.</summary>
    TooLong,

    /// <summary>It sent malformed messages again and again: 4400.</summary>
    Malformed,

    /// <summary>It asked again and again for more subscriptions than it may have: 4413.</summary>
    TooManySubscriptions,

    /// <summary>It sent more messages than it may: 4429.</summary>
    TooFast,
}
