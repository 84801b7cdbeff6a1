using System.Buffers.Binary;

namespace Ticker.Recording.Export.Parquet;

/// <summary>
/// Writes a Parquet file of flat columns: rows are collected in the columns, and every so many become a row group, with the least,
/// the greatest and the count of nulls of each column, so that a reader may skip what a filter leaves out. For one thread.
/// </summary>
/// <remarks>
/// Data pages of version 1, one for each column chunk; definition levels; dictionary, delta and plain encoding; not compressed.
/// Nothing is read back, so that a stream which cannot seek will do. A file without <see cref="Finish"/> is none: its directory
/// stands at its end. Source: the format's specification, apache/parquet-format 2.10.
/// </remarks>
public sealed class ParquetWriter
{
    /// <summary>The rows of a row group, unless told otherwise: small enough to be skipped, large enough to be worth it.</summary>
    public const int DefaultRowsPerGroup = 131_072;

    private readonly ParquetOutput _output;
    private readonly IReadOnlyList<DataColumn> _columns;
    private readonly List<RowGroup> _groups = [];
    private readonly int _rowsPerGroup;
    private int _rows;
    private bool _finished;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="columns">The schema, as columns that the rows are collected in.</param>
    /// <param name="rowsPerGroup">How many rows make a row group, from 1.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public ParquetWriter(Stream output, IReadOnlyList<DataColumn> columns, int rowsPerGroup = DefaultRowsPerGroup)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerGroup, 1);
        _output = new ParquetOutput(output);
        _columns = columns;
        _rowsPerGroup = rowsPerGroup;
        _output.Write(Magic);
    }

    /// <summary>Keys and values for readers that know them; written with the footer.</summary>
    public Dictionary<string, string> Notes { get; } = [];

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Ends a row: every column has been given its value or null.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void EndRow()
    {
        _rows++;
        if (_rows == _rowsPerGroup)
        {
            WriteRowGroup();
        }
    }

    /// <summary>Writes the last row group and the footer: the file is whole. A second call does nothing.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Finish()
    {
        if (_finished)
        {
            return;
        }

        _finished = true;
        if (_rows > 0)
        {
            WriteRowGroup();
        }

        ReadOnlySpan<byte> footer = ParquetFooter.Encode(_columns, _groups, Notes);
        _output.Write(footer);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        _output.Write(length);
        _output.Write(Magic);
    }

    private void WriteRowGroup()
    {
        if (_columns.FirstOrDefault(column => column.Rows != _rows) is { } uneven)
        {
            throw new InvalidOperationException($"the column {uneven.Field.Name} has {uneven.Rows} of {_rows} rows");
        }

        _groups.Add(new RowGroup(_rows, [.. _columns.Select(column => column.WriteTo(_output))]));
        _rows = 0;
    }
}
