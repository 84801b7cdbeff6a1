using System.Globalization;

namespace Ticker.Protocol;

/// <summary>Control messages as JSON, without white space.</summary>
internal ref struct JsonMapWriter(ByteSink sink) : IMapWriter
{
    private const int MaxNumber = 20;

    private ByteSink _sink = sink;
    private bool _comma;

    public readonly int Written => _sink.Pending;

    public void BeginMap(int keys) => Open((byte)'{');

    public void EndMap() => Close((byte)'}');

    public void BeginArray(int items) => Open((byte)'[');

    public void EndArray() => Close((byte)']');

    public void Key(scoped ReadOnlySpan<byte> ascii)
    {
        Text(ascii);
        _sink.Put((byte)':');
        _comma = false;
    }

    public void Text(string text) => Text(JsonText.ToUtf8(text));

    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Separate();
        Span<byte> room = _sink.Room((utf8.Length * JsonText.MaxGrowth) + 2);
        room[0] = (byte)'"';
        int length = JsonText.Put(room[1..], utf8);
        room[1 + length] = (byte)'"';
        _sink.Advance(length + 2);
    }

    public void Number(long value)
    {
        Separate();
        value.TryFormat(_sink.Room(MaxNumber), out int written, default, CultureInfo.InvariantCulture);
        _sink.Advance(written);
    }

    public void Wide(long value)
    {
        Separate();
        Span<byte> room = _sink.Room(MaxNumber + 2);
        room[0] = (byte)'"';
        value.TryFormat(room[1..], out int written, default, CultureInfo.InvariantCulture);
        room[1 + written] = (byte)'"';
        _sink.Advance(written + 2);
    }

    public void Wide(ulong value)
    {
        Separate();
        Span<byte> room = _sink.Room(MaxNumber + 2);
        room[0] = (byte)'"';
        value.TryFormat(room[1..], out int written, default, CultureInfo.InvariantCulture);
        room[1 + written] = (byte)'"';
        _sink.Advance(written + 2);
    }

    public void Boolean(bool value)
    {
        Separate();
        _sink.Put(value ? "true"u8 : "false"u8);
    }

    public void Nil()
    {
        Separate();
        _sink.Put("null"u8);
    }

    public void Flush() => _sink.Flush();

    private void Open(byte bracket)
    {
        Separate();
        _sink.Put(bracket);
        _comma = false;
    }

    private void Close(byte bracket)
    {
        _sink.Put(bracket);
        _comma = true;
    }

    private void Separate()
    {
        if (_comma)
        {
            _sink.Put((byte)',');
        }

        _comma = true;
    }
}
