namespace Ticker.Engine.Normalize;

/// <summary>Why a tick or a definition was not taken. The numbers are those of the feed contract.</summary>
public enum RejectReason
{
    /// <summary>It was taken.</summary>
    None = 0,

    /// <summary>The tick names an instrument that this stream has not defined.</summary>
    UnknownInstrument = 1,

    /// <summary>The definition gives another meaning to a number that this stream uses.</summary>
    RedefinedNumber = 2,

    /// <summary>Another feed defined this name with other scales.</summary>
    DefinedDifferently = 3,

    /// <summary>The definition is not a legal one.</summary>
    BadDefinition = 4,

    /// <summary>There are as many instruments as the server takes.</summary>
    TooManyInstruments = 5,

    /// <summary>A size is below zero.</summary>
    NegativeSize = 6,

    /// <summary>A price or size is beyond ±10^18.</summary>
    OutOfRange = 7,

    /// <summary>The event time is too far ahead of this server's clock, or before 1970.</summary>
    EventTime = 8,

    /// <summary>The tick is neither quote nor trade nor status.</summary>
    NoBody = 9,

    /// <summary>The quote has neither bid nor ask.</summary>
    NeitherSide = 10,

    /// <summary>The quote's bid is not below its ask, and the server is set to refuse that.</summary>
    Crossed = 11,

    /// <summary>The status names a state that there is not.</summary>
    BadState = 12,

    /// <summary>The publisher may not publish instruments of that venue.</summary>
    VenueNotAllowed = 13,
}
