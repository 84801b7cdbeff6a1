namespace Ticker.Recording.Export;

/// <summary>How a Parquet file holds prices and sizes.</summary>
public enum NumberForm
{
    /// <summary>Exact decimals, with the scale that the instruments share or the finest of theirs.</summary>
    Decimal,

    /// <summary>Integers that count in 10^-scale, the scale beside them: exact, and the fastest to compute with.</summary>
    Mantissa,

    /// <summary>The nearest doubles: what numeric libraries like best; more than 15 digits are not kept.</summary>
    Double,
}
