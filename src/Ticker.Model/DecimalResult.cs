namespace Ticker.Model;

/// <summary>What became of a decimal text.</summary>
public enum DecimalResult
{
    /// <summary>It was read, exactly.</summary>
    Exact,

    /// <summary>It is not a plain decimal number.</summary>
    Malformed,

    /// <summary>It has more decimals than the scale holds.</summary>
    TooFine,

    /// <summary>Its mantissa is beyond ±<see cref="Tick.MaxMantissa"/>.</summary>
    TooLarge,
}
