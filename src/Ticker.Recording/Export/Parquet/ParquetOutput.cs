using System.Buffers;

namespace Ticker.Recording.Export.Parquet;

/// <summary>The file as it grows: pages with their headers, and where they begin. For one thread.</summary>
/// <param name="stream">Where to; it need not be able to seek.</param>
internal sealed class ParquetOutput(Stream stream)
{
    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    private readonly ArrayBufferWriter<byte> _header = new();

    /// <summary>How many bytes have been written.</summary>
    public long Position { get; private set; }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        Position += bytes.Length;
    }

    /// <summary>Writes the distinct values of a column chunk.</summary>
    public void WriteDictionaryPage(ReadOnlySpan<byte> values, int count)
    {
        ThriftCompactWriter header = BeginHeader(DictionaryPage, values.Length);
        header.BeginStruct(7);
        header.Int32(1, count);
        header.Int32(2, (int)ColumnEncoding.Plain);
        EndHeader(header, values);
    }

    /// <summary>Writes levels and values of a column chunk.</summary>
    public void WriteDataPage(ReadOnlySpan<byte> page, int values, ColumnEncoding encoding)
    {
        ThriftCompactWriter header = BeginHeader(DataPage, page.Length);
        header.BeginStruct(5);
        header.Int32(1, values);
        header.Int32(2, (int)encoding);
        header.Int32(3, (int)ColumnEncoding.RunLength);
        header.Int32(4, (int)ColumnEncoding.RunLength);
        EndHeader(header, page);
    }

    private ThriftCompactWriter BeginHeader(int type, int length)
    {
        _header.ResetWrittenCount();
        var header = new ThriftCompactWriter(_header);
        header.BeginStruct();
        header.Int32(1, type);
        header.Int32(2, length);
        header.Int32(3, length);
        return header;
    }

    private void EndHeader(ThriftCompactWriter header, ReadOnlySpan<byte> page)
    {
        header.EndStruct();
        header.EndStruct();
        Write(_header.WrittenSpan);
        Write(page);
    }
}
