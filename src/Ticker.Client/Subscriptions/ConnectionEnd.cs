namespace Ticker.Client.Subscriptions;

/// <summary>How a subscriber's connection ended.</summary>
public enum ConnectionEnd
{
    /// <summary>No server answered at the address.</summary>
    NoServer,

    /// <summary>The server answered, but refused to make it a stream.</summary>
    Refused,

    /// <summary>The server closed it, with a code and a reason.</summary>
    Closed,

    /// <summary>
    /// It broke without a closing handshake. A server that gives up on a slow reader may have to do this too, so it
    /// counts as a slow consumer's close.
    /// </summary>
    Broken,

    /// <summary>The server sent what the protocol does not allow.</summary>
    Malformed,
}
