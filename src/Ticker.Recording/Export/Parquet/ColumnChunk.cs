namespace Ticker.Recording.Export.Parquet;

/// <summary>What the footer says of a column in one row group.</summary>
internal sealed record ColumnChunk
{
    /// <summary>The column.</summary>
    public required DataField Field { get; init; }

    /// <summary>How many values, nulls among them.</summary>
    public required int Values { get; init; }

    /// <summary>How many of them are null.</summary>
    public required int Nulls { get; init; }

    /// <summary>How the values are written.</summary>
    public required ColumnEncoding Encoding { get; init; }

    /// <summary>Where the dictionary begins, in bytes from the file's first; 0 = there is none.</summary>
    public required long DictionaryOffset { get; init; }

    /// <summary>Where the values begin, in bytes from the file's first.</summary>
    public required long DataOffset { get; init; }

    /// <summary>All pages with their headers, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The least value as it is stored; null when all are null.</summary>
    public required byte[]? Least { get; init; }

    /// <summary>The greatest value as it is stored; null when all are null.</summary>
    public required byte[]? Greatest { get; init; }

    /// <summary>Where the chunk begins.</summary>
    public long Offset => DictionaryOffset > 0 ? DictionaryOffset : DataOffset;
}
