namespace Ticker.Model;

/// <summary>Whether an instrument trades. The numbers are those of the wire and of the journal.</summary>
public enum TradingState : byte
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Trading.</summary>
    Trading = 1,

    /// <summary>Halted by a rule or by the regulator.</summary>
    Halted = 2,

    /// <summary>Paused, as a volatility auction does.</summary>
    Paused = 3,

    /// <summary>Closed for the session.</summary>
    Closed = 4,

    /// <summary>Taking orders before the open.</summary>
    PreOpen = 5,
}
