namespace Ticker.Transports.Roads;

/// <summary>Why an answer ends.</summary>
internal enum AnswerEnd
{
    /// <summary>It is all there.</summary>
    Whole,

    /// <summary>The lane refuses what was asked for, or ends the connection: what it said is kept.</summary>
    Refused,

    /// <summary>It would be longer than an answer may be.</summary>
    TooLong,

    /// <summary>There is no memory for it.</summary>
    NoMemory,

    /// <summary>The client is gone.</summary>
    Gone,
}
