using Ticker.Engine.Access;

namespace Ticker.Transports.Access;

/// <summary>Why a request is not let in.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong, for a person to read.</param>
/// <param name="Reason">As what it is counted.</param>
/// <param name="Challenge">What <c>WWW-Authenticate</c> says (RFC 6750, 3); null = nothing.</param>
internal sealed record AccessRefusal(int Status, string Detail, RefusalReason Reason, string? Challenge = null)
{
    /// <summary>It does not say who it is.</summary>
    public static AccessRefusal Unknown { get; } = new(401, "say who you are: Authorization: Bearer with a key or token, or ?ticket= with one from /v1/tickets", RefusalReason.Unauthorized, "Bearer realm=\"ticker\"");

    /// <summary>What it says proves nothing.</summary>
    public static AccessRefusal Invalid { get; } = new(401, "this key, token or ticket is not valid", RefusalReason.Unauthorized, "Bearer realm=\"ticker\", error=\"invalid_token\"");

    /// <summary>It may not do what this is for.</summary>
    public static AccessRefusal NotAllowed { get; } = new(403, "this is not allowed to whom this key, token or ticket belongs", RefusalReason.Forbidden, "Bearer realm=\"ticker\", error=\"insufficient_scope\"");

    /// <summary>It may not have ticks as often as it asks.</summary>
    public static AccessRefusal AnyRate { get; } = new(403, "a key with a least interval gets streams in mode interval, and nothing else", RefusalReason.Forbidden);

    /// <summary>It has as many connections as it may have.</summary>
    public static AccessRefusal TooMany { get; } = new(429, "this key has as many connections as it may have", RefusalReason.KeyLimit);
}
