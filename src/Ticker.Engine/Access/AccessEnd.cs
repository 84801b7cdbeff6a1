namespace Ticker.Engine.Access;

/// <summary>Why somebody may not stay.</summary>
public enum AccessEnd
{
    /// <summary>It has not said in time who it is.</summary>
    NotInTime,

    /// <summary>Its proof has run out.</summary>
    Expired,

    /// <summary>Its key was revoked, or it may do nothing here any more.</summary>
    Revoked,
}
