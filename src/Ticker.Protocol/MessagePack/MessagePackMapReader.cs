using System.Runtime.CompilerServices;

namespace Ticker.Protocol;

/// <summary>Control messages from MessagePack.</summary>
internal ref struct MessagePackMapReader(ReadOnlySpan<byte> message) : IMapReader
{
    private MessagePackReader _reader = new(message);
    private Counts _left;

    public readonly WireType Next => _reader.NextMessagePackType switch
    {
        MessagePackType.Nil => WireType.Nil,
        MessagePackType.Boolean => WireType.Boolean,
        MessagePackType.Integer => WireType.Integer,
        MessagePackType.Float => WireType.OtherNumber,
        MessagePackType.String => WireType.Text,
        MessagePackType.Array => WireType.Array,
        MessagePackType.Map => WireType.Map,
        _ => WireType.Other,
    };

    public void BeginMap() => Enter(_reader.ReadMapHeader());

    public bool NextKey(out ReadOnlySpan<byte> utf8)
    {
        bool more = NextItem();
        utf8 = more ? _reader.ReadStringSpan() : default;
        return more;
    }

    public void BeginArray() => Enter(_reader.ReadArrayHeader());

    public bool NextItem()
    {
        if (_left[_reader.Depth]-- > 0)
        {
            return true;
        }

        _reader.Depth--;
        return false;
    }

    public bool Boolean() => _reader.ReadBoolean();

    public Int128 Integer() => _reader.ReadInteger();

    public ReadOnlySpan<byte> Text() => _reader.ReadStringSpan();

    public bool TryWide(out Int128 value)
    {
        bool isInteger = Next == WireType.Integer;
        value = isInteger ? _reader.ReadInteger() : 0;
        if (!isInteger)
        {
            Skip();
        }

        return isInteger;
    }

    public void Skip() => _reader.Skip();

    public readonly void Finish()
    {
        if (!_reader.End)
        {
            throw new MessagePackSerializationException("the message goes on after its end", _reader.Consumed);
        }
    }

    private void Enter(int count)
    {
        if (++_reader.Depth > MessagePackReader.MaxDepth)
        {
            throw new MessagePackSerializationException($"nested deeper than {MessagePackReader.MaxDepth}", _reader.Consumed);
        }

        _left[_reader.Depth] = count;
    }

    [InlineArray(MessagePackReader.MaxDepth + 1)]
    private struct Counts
    {
        private int _first;
    }
}
