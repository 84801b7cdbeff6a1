using System.Buffers;
using System.Text;

namespace Ticker.Recording.Export.Parquet;

/// <summary>
/// Writes Thrift's compact protocol: what the headers of pages and the footer of a Parquet file are made of. Fields of a struct
/// are written in the order of their ids. For one thread.
/// </summary>
/// <param name="output">Where to.</param>
internal sealed class ThriftCompactWriter(IBufferWriter<byte> output)
{
    private readonly Stack<short> _outer = [];
    private short _lastId;

    /// <summary>Begins a struct that is no field: the outermost, or one in a list.</summary>
    public void BeginStruct()
    {
        _outer.Push(_lastId);
        _lastId = 0;
    }

    /// <summary>Begins a struct that is a field.</summary>
    public void BeginStruct(short id)
    {
        Header(id, ThriftType.Struct);
        BeginStruct();
    }

    /// <summary>Ends the struct that began last.</summary>
    public void EndStruct()
    {
        Byte(0);
        _lastId = _outer.Pop();
    }

    /// <summary>A field that is a struct without fields: one of several, chosen.</summary>
    public void EmptyStruct(short id)
    {
        BeginStruct(id);
        EndStruct();
    }

    /// <summary>Begins a field that is a list; its elements follow.</summary>
    public void BeginList(short id, ThriftType element, int count)
    {
        Header(id, ThriftType.List);
        if (count < 15)
        {
            Byte((byte)((count << 4) | (byte)element));
            return;
        }

        Byte((byte)(0xF0 | (byte)element));
        Varint.Write(output, (ulong)count);
    }

    /// <summary>An element that is a number.</summary>
    public void Element(int value) => Varint.WriteZigzag(output, value);

    /// <summary>An element that is text.</summary>
    public void Element(string text) => Counted(Encoding.UTF8.GetBytes(text));

    /// <summary>A boolean field.</summary>
    public void Bool(short id, bool value) => Header(id, value ? ThriftType.True : ThriftType.False);

    /// <summary>A field of one byte.</summary>
    public void Int8(short id, byte value)
    {
        Header(id, ThriftType.Byte);
        Byte(value);
    }

    /// <summary>A field of 16 bits.</summary>
    public void Int16(short id, short value)
    {
        Header(id, ThriftType.Int16);
        Varint.WriteZigzag(output, value);
    }

    /// <summary>A field of 32 bits.</summary>
    public void Int32(short id, int value)
    {
        Header(id, ThriftType.Int32);
        Varint.WriteZigzag(output, value);
    }

    /// <summary>A field of 64 bits.</summary>
    public void Int64(short id, long value)
    {
        Header(id, ThriftType.Int64);
        Varint.WriteZigzag(output, value);
    }

    /// <summary>A field of bytes.</summary>
    public void Binary(short id, ReadOnlySpan<byte> value)
    {
        Header(id, ThriftType.Binary);
        Counted(value);
    }

    /// <summary>A field of text.</summary>
    public void Text(short id, string value) => Binary(id, Encoding.UTF8.GetBytes(value));

    private void Header(short id, ThriftType type)
    {
        int step = id - _lastId;
        _lastId = id;
        if (step is > 0 and < 16)
        {
            Byte((byte)((step << 4) | (byte)type));
            return;
        }

        Byte((byte)type);
        Varint.WriteZigzag(output, id);
    }

    private void Counted(ReadOnlySpan<byte> bytes)
    {
        Varint.Write(output, (ulong)bytes.Length);
        output.Write(bytes);
    }

    private void Byte(byte value) => output.Write([value]);
}
