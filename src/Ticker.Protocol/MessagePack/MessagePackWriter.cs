using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ticker.Protocol;

/// <summary>
/// Writes MessagePack, every object in its smallest form. Names and meaning are those of MessagePack-CSharp's
/// writer. Not thread-safe.
/// </summary>
/// <remarks>Source: the MessagePack specification, "formats".</remarks>
public ref struct MessagePackWriter
{
    private ByteSink _sink;

    /// <summary>Writes to a buffer writer; nothing is there before <see cref="Flush"/>.</summary>
    public MessagePackWriter(IBufferWriter<byte> output) => _sink = new ByteSink(output);

    /// <summary>Writes to a span. Every write throws <see cref="ArgumentException"/> where the largest form may not fit.</summary>
    public MessagePackWriter(Span<byte> destination) => _sink = new ByteSink(destination);

    /// <summary>The bytes written since the last flush: the length of the message in a span.</summary>
    public readonly int Written => _sink.Pending;

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush() => _sink.Flush();

    /// <summary>Starts an array; that many objects follow.</summary>
    public void WriteArrayHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ref byte from = ref _sink.Room(MessagePackBytes.MaxHeader)[0];
        Take(ref from, ref MessagePackBytes.PutArrayHeader(ref from, (uint)count));
    }

    /// <summary>Starts a map; that many pairs of key and value follow.</summary>
    public void WriteMapHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ref byte from = ref _sink.Room(MessagePackBytes.MaxHeader)[0];
        Take(ref from, ref MessagePackBytes.PutMapHeader(ref from, (uint)count));
    }

    /// <summary>Writes an integer.</summary>
    public void Write(long value)
    {
        ref byte from = ref _sink.Room(MessagePackBytes.MaxInteger)[0];
        Take(ref from, ref MessagePackBytes.PutSigned(ref from, value));
    }

    /// <summary>Writes an integer.</summary>
    public void Write(ulong value)
    {
        ref byte from = ref _sink.Room(MessagePackBytes.MaxInteger)[0];
        Take(ref from, ref MessagePackBytes.PutUnsigned(ref from, value));
    }

    /// <summary>Writes a boolean.</summary>
    public void Write(bool value) => _sink.Put(value ? MessagePackCode.True : MessagePackCode.False);

    /// <summary>Writes a 64-bit float: never an integer, even where the value is whole.</summary>
    public void Write(double value)
    {
        Span<byte> room = _sink.Room(9);
        room[0] = MessagePackCode.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(room[1..], value);
        _sink.Advance(9);
    }

    /// <summary>Writes text, or nil where there is none. A lone surrogate becomes U+FFFD.</summary>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        ref byte from = ref _sink.Room(MessagePackBytes.MaxHeader)[0];
        Take(ref from, ref MessagePackBytes.PutStringHeader(ref from, (uint)bytes));
        Encoding.UTF8.GetBytes(value, _sink.Room(bytes));
        _sink.Advance(bytes);
    }

    /// <summary>Writes text that is UTF-8 already; not checked.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> utf8)
    {
        ref byte from = ref _sink.Room(MessagePackBytes.MaxHeader)[0];
        Take(ref from, ref MessagePackBytes.PutStringHeader(ref from, (uint)utf8.Length));
        _sink.Put(utf8);
    }

    /// <summary>Writes nil.</summary>
    public void WriteNil() => _sink.Put(MessagePackCode.Nil);

    /// <summary>Writes bytes that are MessagePack already; not checked.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> messagePack) => _sink.Put(messagePack);

    private void Take(ref byte from, ref byte to) => _sink.Advance((int)Unsafe.ByteOffset(ref from, ref to));
}
