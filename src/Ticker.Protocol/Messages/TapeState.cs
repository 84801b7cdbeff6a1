namespace Ticker.Protocol;

/// <summary>What the tape of a replay does.</summary>
public enum TapeState
{
    /// <summary>It has not begun: nothing is subscribed to.</summary>
    Waiting = 1,

    /// <summary>It runs.</summary>
    Playing = 2,

    /// <summary>It stands, by the client's wish.</summary>
    Paused = 3,

    /// <summary>All of it was played.</summary>
    Ended = 4,
}
