namespace Ticker.Engine.Deliver;

/// <summary>How far a subscription has come.</summary>
internal enum SubscriptionStage
{
    /// <summary>Its instruments are being found, in slices; it gets nothing yet.</summary>
    Resolving,

    /// <summary>Its instruments are being told, page by page; what is new waits.</summary>
    Announcing,

    /// <summary>The state at its beginning is being sent; what is new waits.</summary>
    Snapshot,

    /// <summary>What it missed is being sent; what is new is not its yet, or waits.</summary>
    Recovering,

    /// <summary>What is new is sent.</summary>
    Live,

    /// <summary>It has ended; its interests are being forgotten, in slices.</summary>
    Ended,
}
