namespace Ticker.Engine.Deliver;

/// <summary>How a subscriber's connection is to be ended, now that its lane has let go of it.</summary>
public enum SubscriberEnd
{
    /// <summary>In good order: what was sent may still arrive.</summary>
    Closed,

    /// <summary>At once: the peer does not read, or does not answer.</summary>
    Aborted,
}
