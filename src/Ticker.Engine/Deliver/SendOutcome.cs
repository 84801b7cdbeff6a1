namespace Ticker.Engine.Deliver;

/// <summary>What became of bytes given to a sink.</summary>
public enum SendOutcome
{
    /// <summary>All are on their way; more may follow at once.</summary>
    Sent,

    /// <summary>The sink keeps a rest and will call back; nothing may be given to it until then.</summary>
    Pending,

    /// <summary>All are on their way, but the peer is so far behind in reading that nothing is to be given until the sink calls back. That call is no sign of life.</summary>
    Held,

    /// <summary>As <see cref="Held"/>, for the peer reads nothing at all: as good as a socket that takes nothing.</summary>
    Unread,

    /// <summary>All are on their way, and the peer has what it asked for: nothing is to be given until it asks again.</summary>
    Answered,

    /// <summary>The peer is gone.</summary>
    Broken,
}
