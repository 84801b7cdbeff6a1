namespace Ticker.Engine.Access;

/// <summary>What became of somebody who said who it is.</summary>
public enum AdmitResult
{
    /// <summary>It is let in.</summary>
    Admitted,

    /// <summary>It is known, and may not do what this door is for.</summary>
    NotAllowed,

    /// <summary>It was let in as somebody else.</summary>
    AnotherIdentity,

    /// <summary>It has as many connections as it may have.</summary>
    TooManyConnections,
}
