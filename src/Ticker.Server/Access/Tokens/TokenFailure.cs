namespace Ticker.Server.Access.Tokens;

/// <summary>Why a token is not believed.</summary>
internal enum TokenFailure
{
    /// <summary>It is not three parts of base64url, of which two are objects of JSON without a key twice.</summary>
    Malformed,

    /// <summary>It has more characters than any token needs.</summary>
    TooLong,

    /// <summary>Its <c>alg</c> is not the one that is pinned to its key.</summary>
    Algorithm,

    /// <summary>It wants something understood that is not: it has <c>crit</c>, or is encrypted.</summary>
    Unsupported,

    /// <summary>It names no key that there is.</summary>
    UnknownKey,

    /// <summary>Its signature is wrong.</summary>
    Signature,

    /// <summary>It says no <c>exp</c>, or a time is no number.</summary>
    Times,

    /// <summary>It has run out.</summary>
    Expired,

    /// <summary>It is not valid yet.</summary>
    NotYet,

    /// <summary>Another has issued it.</summary>
    Issuer,

    /// <summary>It was made for others.</summary>
    Audience,
}
