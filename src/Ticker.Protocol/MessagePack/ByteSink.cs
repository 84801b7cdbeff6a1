using System.Buffers;

namespace Ticker.Protocol;

/// <summary>Where a writer puts its bytes: a buffer writer that grows, or a span that does not.</summary>
internal ref struct ByteSink
{
    private readonly IBufferWriter<byte>? _output;
    private Span<byte> _room;
    private int _at;

    public ByteSink(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    public ByteSink(Span<byte> destination) => _room = destination;

    /// <summary>The bytes put since the last flush.</summary>
    public readonly int Pending => _at;

    /// <summary>Room for at least <paramref name="count"/> bytes, for <see cref="Advance"/> to take.</summary>
    /// <exception cref="ArgumentException">The span is full.</exception>
    public Span<byte> Room(int count)
    {
        if (_room.Length - _at < count)
        {
            if (_output is null)
            {
                throw new ArgumentException("the destination is too small");
            }

            Flush();
            _room = _output.GetSpan(count);
        }

        return _room[_at..];
    }

    public void Advance(int count) => _at += count;

    public void Put(byte one)
    {
        Room(1)[0] = one;
        _at++;
    }

    public void Put(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _at += bytes.Length;
    }

    /// <summary>Hands what was put to the buffer writer; nothing to do for a span.</summary>
    public void Flush()
    {
        if (_output is not null)
        {
            _output.Advance(_at);
            _at = 0;
            _room = default;
        }
    }
}
