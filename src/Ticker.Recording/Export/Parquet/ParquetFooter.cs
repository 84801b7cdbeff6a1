using System.Buffers;

namespace Ticker.Recording.Export.Parquet;

/// <summary>What stands at the end of a Parquet file: schema, row groups and what each column of them holds.</summary>
internal static class ParquetFooter
{
    private const int Version = 2;
    private const int Required = 0;
    private const int Optional = 1;
    private const int Uncompressed = 0;
    private const int Utf8 = 0;
    private const int ConvertedDecimal = 5;
    private const int ConvertedUInt64 = 14;
    private const int WideBytes = 16;

    /// <summary>Encodes it.</summary>
    /// <param name="columns">The schema.</param>
    /// <param name="groups">The row groups in the order of the file.</param>
    /// <param name="notes">Keys and values for readers that know them.</param>
    public static ReadOnlySpan<byte> Encode(IReadOnlyList<DataColumn> columns, IReadOnlyList<RowGroup> groups, IReadOnlyDictionary<string, string> notes)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var footer = new ThriftCompactWriter(bytes);
        footer.BeginStruct();
        footer.Int32(1, Version);
        footer.BeginList(2, ThriftType.Struct, columns.Count + 1);
        footer.BeginStruct();
        footer.Text(4, "ticks");
        footer.Int32(5, columns.Count);
        footer.EndStruct();
        foreach (DataColumn column in columns)
        {
            WriteField(footer, column.Field);
        }

        footer.Int64(3, groups.Sum(group => (long)group.Rows));
        footer.BeginList(4, ThriftType.Struct, groups.Count);
        foreach (RowGroup group in groups)
        {
            WriteGroup(footer, group);
        }

        footer.BeginList(5, ThriftType.Struct, notes.Count);
        foreach ((string key, string value) in notes)
        {
            footer.BeginStruct();
            footer.Text(1, key);
            footer.Text(2, value);
            footer.EndStruct();
        }

        footer.Text(6, $"ticker version {typeof(ParquetFooter).Assembly.GetName().Version?.ToString(3)}");
        footer.BeginList(7, ThriftType.Struct, columns.Count);
        for (int n = 0; n < columns.Count; n++)
        {
            // The order that the type has by itself: without saying so, no reader trusts the least and the greatest.
            footer.BeginStruct();
            footer.EmptyStruct(1);
            footer.EndStruct();
        }

        footer.EndStruct();
        return bytes.WrittenSpan;
    }

    private static void WriteField(ThriftCompactWriter footer, DataField field)
    {
        footer.BeginStruct();
        footer.Int32(1, (int)field.Type);
        if (field.Type == PhysicalType.FixedLengthByteArray)
        {
            footer.Int32(2, WideBytes);
        }

        footer.Int32(3, field.IsNullable ? Optional : Required);
        footer.Text(4, field.Name);
        switch (field.Meaning)
        {
            case LogicalType.Text:
                footer.Int32(6, Utf8);
                footer.BeginStruct(10);
                footer.EmptyStruct((short)LogicalType.Text);
                footer.EndStruct();
                break;
            case LogicalType.Decimal:
                footer.Int32(6, ConvertedDecimal);
                footer.Int32(7, field.Scale);
                footer.Int32(8, field.Precision);
                footer.BeginStruct(10);
                footer.BeginStruct((short)LogicalType.Decimal);
                footer.Int32(1, field.Scale);
                footer.Int32(2, field.Precision);
                footer.EndStruct();
                footer.EndStruct();
                break;
            case LogicalType.TimestampNanos:
                footer.BeginStruct(10);
                footer.BeginStruct((short)LogicalType.TimestampNanos);
                footer.Bool(1, true);
                footer.BeginStruct(2);
                footer.EmptyStruct(3);
                footer.EndStruct();
                footer.EndStruct();
                footer.EndStruct();
                break;
            case LogicalType.UnsignedInteger:
                footer.Int32(6, ConvertedUInt64);
                footer.BeginStruct(10);
                footer.BeginStruct((short)LogicalType.UnsignedInteger);
                footer.Int8(1, 64);
                footer.Bool(2, false);
                footer.EndStruct();
                footer.EndStruct();
                break;
        }

        footer.EndStruct();
    }

    private static void WriteGroup(ThriftCompactWriter footer, RowGroup group)
    {
        long length = group.Columns.Sum(chunk => chunk.Length);
        footer.BeginStruct();
        footer.BeginList(1, ThriftType.Struct, group.Columns.Count);
        foreach (ColumnChunk chunk in group.Columns)
        {
            WriteChunk(footer, chunk);
        }

        footer.Int64(2, length);
        footer.Int64(3, group.Rows);
        footer.Int64(5, group.Columns[0].Offset);
        footer.Int64(6, length);
        footer.EndStruct();
    }

    private static void WriteChunk(ThriftCompactWriter footer, ColumnChunk chunk)
    {
        footer.BeginStruct();
        footer.Int64(2, chunk.Offset);
        footer.BeginStruct(3);
        footer.Int32(1, (int)chunk.Field.Type);
        ReadOnlySpan<int> encodings = chunk.Encoding == ColumnEncoding.Dictionary
            ? [(int)ColumnEncoding.Plain, (int)ColumnEncoding.RunLength, (int)ColumnEncoding.Dictionary]
            : [(int)ColumnEncoding.RunLength, (int)chunk.Encoding];
        footer.BeginList(2, ThriftType.Int32, encodings.Length);
        foreach (int encoding in encodings)
        {
            footer.Element(encoding);
        }

        footer.BeginList(3, ThriftType.Binary, 1);
        footer.Element(chunk.Field.Name);
        footer.Int32(4, Uncompressed);
        footer.Int64(5, chunk.Values);
        footer.Int64(6, chunk.Length);
        footer.Int64(7, chunk.Length);
        footer.Int64(9, chunk.DataOffset);
        if (chunk.DictionaryOffset > 0)
        {
            footer.Int64(11, chunk.DictionaryOffset);
        }

        footer.BeginStruct(12);
        footer.Int64(3, chunk.Nulls);
        if (chunk.Least is not null && chunk.Greatest is not null)
        {
            footer.Binary(5, chunk.Greatest);
            footer.Binary(6, chunk.Least);
            footer.Bool(7, true);
            footer.Bool(8, true);
        }

        footer.EndStruct();
        footer.EndStruct();
        footer.EndStruct();
    }
}
