namespace Ticker.Recording.Journal;

/// <summary>How a journal stands, as its mark says. The numbers are those of the format.</summary>
internal enum MarkState : byte
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>A server writes it, and everything that was numbered is in it.</summary>
    Running = 1,

    /// <summary>Its server ended it well.</summary>
    Ended = 2,

    /// <summary>A server runs that could not write all that was numbered.</summary>
    HoleOpen = 3,
}
