namespace Ticker.Engine.Deliver;

/// <summary>Where a connection stands.</summary>
internal enum SubscriberState
{
    /// <summary>Served.</summary>
    Open,

    /// <summary>A close frame is on its way; only what is needed for the closing handshake is done.</summary>
    Closing,

    /// <summary>The lane has let go of it.</summary>
    Done,
}
