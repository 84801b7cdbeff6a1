using System.Buffers;

namespace Ticker.Recording.Export.Parquet;

/// <summary>The file as it grows: pages with their headers, and where they begin. For one thread.</summary>
internal sealed class ParquetOutput
{
    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _header = new();
    private readonly ThriftCompactWriter _headerWriter;

    /// <summary>Begins.</summary>
    /// <param name="stream">Where to; it need not be able to seek.</param>
    public ParquetOutput(Stream stream)
    {
        _stream = stream;
        _headerWriter = new ThriftCompactWriter(_header);
    }

    /// <summary>How many bytes have been written.</summary>
    public long Position { get; private set; }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        Position += bytes.Length;
    }

    /// <summary>Writes the distinct values of a column chunk.</summary>
    public void WriteDictionaryPage(ReadOnlySpan<byte> values, int count)
    {
        BeginHeader(DictionaryPage, values.Length);
        _headerWriter.BeginStruct(7);
        _headerWriter.Int32(1, count);
        _headerWriter.Int32(2, (int)ColumnEncoding.Plain);
        EndHeader(values);
    }

    /// <summary>Writes levels and values of a column chunk.</summary>
    public void WriteDataPage(ReadOnlySpan<byte> page, int values, ColumnEncoding encoding)
    {
        BeginHeader(DataPage, page.Length);
        _headerWriter.BeginStruct(5);
        _headerWriter.Int32(1, values);
        _headerWriter.Int32(2, (int)encoding);
        _headerWriter.Int32(3, (int)ColumnEncoding.RunLength);
        _headerWriter.Int32(4, (int)ColumnEncoding.RunLength);
        EndHeader(page);
    }

    private void BeginHeader(int type, int length)
    {
        _header.ResetWrittenCount();
        _headerWriter.BeginStruct();
        _headerWriter.Int32(1, type);
        _headerWriter.Int32(2, length);
        _headerWriter.Int32(3, length);
    }

    private void EndHeader(ReadOnlySpan<byte> page)
    {
        _headerWriter.EndStruct();
        _headerWriter.EndStruct();
        Write(_header.WrittenSpan);
        Write(page);
    }
}
