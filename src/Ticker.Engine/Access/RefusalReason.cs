namespace Ticker.Engine.Access;

/// <summary>Why somebody was not let in, by whatever door.</summary>
public enum RefusalReason
{
    /// <summary>It did not say who it is, or what it gave proves nothing.</summary>
    Unauthorized,

    /// <summary>It has not said in time who it is.</summary>
    AuthDeadline,

    /// <summary>It is known, and may not do what it came for, or said then that it is somebody else.</summary>
    Forbidden,

    /// <summary>A page of another origin sent it.</summary>
    Origin,

    /// <summary>It asked for a server of another name.</summary>
    Host,

    /// <summary>Its key has as many connections as it may have.</summary>
    KeyLimit,

    /// <summary>Its address has as many connections as it may have.</summary>
    AddressLimit,

    /// <summary>The server has as many connections, or tickets, as it takes.</summary>
    ServerLimit,

    /// <summary>The memory budget has no room for it.</summary>
    Memory,

    /// <summary>The server is stopping.</summary>
    Draining,
}
