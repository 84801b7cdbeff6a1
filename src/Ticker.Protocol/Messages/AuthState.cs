namespace Ticker.Protocol;

/// <summary>Whether the client must prove who it is.</summary>
public enum AuthState
{
    /// <summary>A word that this version does not know.</summary>
    Unknown,

    /// <summary><c>required</c>: an <c>auth</c> message must come within the deadline.</summary>
    Required,

    /// <summary><c>ok</c>: it has.</summary>
    Ok,

    /// <summary><c>off</c>: nobody need.</summary>
    Off,
}
