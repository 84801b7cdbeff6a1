namespace Ticker.Engine.Deliver;

/// <summary>What became of bytes given to a sink.</summary>
public enum SendOutcome
{
    /// <summary>All are on their way; more may follow at once.</summary>
    Sent,

    /// <summary>The sink keeps a rest and will call back; nothing may be given to it until then.</summary>
    Pending,

    /// <summary>The peer is gone.</summary>
    Broken,
}
