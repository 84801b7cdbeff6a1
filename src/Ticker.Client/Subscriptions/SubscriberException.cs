namespace Ticker.Client.Subscriptions;

/// <summary>A subscriber could not connect, or its connection ended other than by its own will.</summary>
public sealed class SubscriberException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="message">Why, for a person to read.</param>
    /// <param name="inner">What caused it.</param>
    public SubscriberException(ConnectionEnd end, string message, Exception? inner = null)
        : base(message, inner) => End = end;

    /// <summary>How it ended.</summary>
    public ConnectionEnd End { get; }

    /// <summary>The close code, where the server closed: RFC 6455 section 7.4 and the protocol's 4000s; else 0.</summary>
    public int CloseCode { get; init; }

    /// <summary>The close reason, one short word; empty where there is none.</summary>
    public string CloseReason { get; init; } = "";

    /// <summary>The HTTP status, where the server refused to upgrade; else 0.</summary>
    public int HttpStatus { get; init; }

    /// <summary>How long to wait before another attempt, where the server refused and said so; else null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it was a Ticker server that refused, not something before it: its refusals are <c>application/problem+json</c>.</summary>
    public bool IsRefusedByTicker { get; init; }

    /// <summary>Whether the server asks for a key, and was shown none.</summary>
    internal bool IsKeyMissing { get; init; }

    /// <summary>Whether the answer began, and somebody keeps back the rest of it.</summary>
    internal bool IsHeldBack { get; init; }
}
