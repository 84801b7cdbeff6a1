namespace Ticker.Engine.Deliver;

/// <summary>How a connection is closed.</summary>
/// <param name="Code">The WebSocket close code; 0 = a close frame without one.</param>
/// <param name="Text">One short machine-readable word, at most 123 bytes.</param>
public readonly record struct CloseReason(int Code, string Text)
{
    /// <summary>Echoes a close without a code.</summary>
    public static CloseReason Empty => new(0, "");

    /// <summary>The server stops.</summary>
    public static CloseReason GoingAway => new(1001, "going_away");

    /// <summary>The server restarts, with the position to resume from.</summary>
    public static CloseReason Restarting(Model.StreamPosition resume) => new(1012, $"restart:{resume}");

    /// <summary>Malformed messages, repeated.</summary>
    public static CloseReason Malformed => new(4400, "malformed");

    /// <summary>What was asked for is not given, and nothing else can be asked for.</summary>
    public static CloseReason Refused => new(4400, "refused");

    /// <summary>What it gave proves nothing.</summary>
    public static CloseReason InvalidToken => new(4401, "invalid_token");

    /// <summary>What proved who it is has run out.</summary>
    public static CloseReason TokenExpired => new(4401, "token_expired");

    /// <summary>What proved who it is was revoked.</summary>
    public static CloseReason Revoked => new(4401, "revoked");

    /// <summary>It may not do what it came for.</summary>
    public static CloseReason Forbidden => new(4403, "forbidden");

    /// <summary>It has said that it is somebody else.</summary>
    public static CloseReason AnotherIdentity => new(4403, "another_identity");

    /// <summary>It is to see the market with another delay from now on, which a new connection does.</summary>
    public static CloseReason DelayChanged => new(1012, "delay_changed");

    /// <summary>The market cannot be had with the delay that it is to have.</summary>
    public static CloseReason DelayUnavailable => new(1013, "delay_unavailable");

    /// <summary>It has not said in time who it is.</summary>
    public static CloseReason AuthTimeout => new(4408, "auth_deadline");

    /// <summary>Its key has as many connections as it may have.</summary>
    public static CloseReason TooManyConnections => new(4409, "too_many_connections");

    /// <summary>Subscriptions beyond the limit, repeatedly asked for.</summary>
    public static CloseReason TooManySubscriptions => new(4413, "too_many_subscriptions");

    /// <summary>Control messages too fast.</summary>
    public static CloseReason TooFast => new(4429, "too_fast");

    /// <summary>The server's memory budget is spent.</summary>
    public static CloseReason OutOfMemory => new(1013, "memory_budget");

    /// <summary>Slow consumer, with the position to resume from.</summary>
    public static CloseReason Slow(Model.StreamPosition resume) => new(4008, $"slow:{resume}");
}
