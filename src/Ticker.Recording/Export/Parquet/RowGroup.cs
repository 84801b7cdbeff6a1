namespace Ticker.Recording.Export.Parquet;

/// <summary>What the footer says of a row group.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">Its column chunks, in the order of the schema.</param>
internal sealed record RowGroup(int Rows, IReadOnlyList<ColumnChunk> Columns);
