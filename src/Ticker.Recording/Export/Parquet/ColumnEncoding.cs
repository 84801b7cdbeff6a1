namespace Ticker.Recording.Export.Parquet;

/// <summary>How the values of a column chunk are written, by the format's numbers.</summary>
public enum ColumnEncoding
{
    /// <summary>One after the other.</summary>
    Plain = 0,

    /// <summary>Runs and packed bits: levels.</summary>
    RunLength = 3,

    /// <summary>Steps from one value to the next, bit-packed.</summary>
    Delta = 5,

    /// <summary>Places in a dictionary of the distinct values, as runs and packed bits.</summary>
    Dictionary = 8,
}
