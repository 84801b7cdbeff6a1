namespace Ticker.Recording.Import.Lean;

/// <summary>The columns of a LEAN tick file. Source: the readme of each type's folder in QuantConnect/Lean, Data.</summary>
internal enum LeanColumns
{
    /// <summary>ms, bid, ask.</summary>
    ForexQuote,

    /// <summary>ms, price, size.</summary>
    CryptoTrade,

    /// <summary>ms, bid, bid size, ask, ask size.</summary>
    CryptoQuote,

    /// <summary>ms, price, size, market, condition, suspicious.</summary>
    FutureTrade,

    /// <summary>ms, price in 1/10000 dollar, size, exchange, condition, suspicious.</summary>
    EquityTrade,

    /// <summary>ms, bid in 1/10000 dollar, bid size, ask, ask size, exchange, condition, suspicious; one side a line.</summary>
    EquityQuote,
}
