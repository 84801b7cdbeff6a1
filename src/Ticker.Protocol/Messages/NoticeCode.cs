namespace Ticker.Protocol;

/// <summary>What a notice is about.</summary>
public enum NoticeCode
{
    /// <summary>A word that this version does not know.</summary>
    Unknown,

    /// <summary><c>conflating</c>: the subscription is over its budget and its trades collapse.</summary>
    Conflating,

    /// <summary><c>caught_up</c>: they no longer do.</summary>
    CaughtUp,

    /// <summary><c>stale</c>: values of these instruments may no longer be true.</summary>
    Stale,

    /// <summary><c>fresh</c>: they are again.</summary>
    Fresh,

    /// <summary><c>draining</c>: the server is about to restart.</summary>
    Draining,

    /// <summary><c>token_expiring</c>: renew it with <c>auth</c>.</summary>
    TokenExpiring,

    /// <summary><c>falling_behind</c>: more than half of a budget is used at whose end the connection is closed.</summary>
    FallingBehind,
}
