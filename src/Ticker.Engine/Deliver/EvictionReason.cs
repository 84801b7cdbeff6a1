namespace Ticker.Engine.Deliver;

/// <summary>Why a slow consumer was closed with 4008.</summary>
public enum EvictionReason
{
    /// <summary>More ticks waited than its budget allows, and its <c>on_slow</c> says so.</summary>
    Budget,

    /// <summary>The server had no memory left for what waited, within its budget as that was.</summary>
    Memory,

    /// <summary>The network did not take within the write deadline what was sent.</summary>
    WriteDeadline,

    /// <summary>More replies waited than a connection may leave unread.</summary>
    Replies,
}
