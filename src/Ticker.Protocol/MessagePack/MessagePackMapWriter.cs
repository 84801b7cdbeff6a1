namespace Ticker.Protocol;

/// <summary>Control messages as MessagePack.</summary>
internal ref struct MessagePackMapWriter(MessagePackWriter writer) : IMapWriter
{
    private MessagePackWriter _writer = writer;

    public readonly int Written => _writer.Written;

    public void BeginMap(int keys) => _writer.WriteMapHeader(keys);

    public readonly void EndMap()
    {
    }

    public void BeginArray(int items) => _writer.WriteArrayHeader(items);

    public readonly void EndArray()
    {
    }

    public void Key(scoped ReadOnlySpan<byte> ascii) => _writer.WriteString(ascii);

    public void Text(scoped ReadOnlySpan<byte> utf8) => _writer.WriteString(utf8);

    public void Text(string text) => _writer.Write(text);

    public void Number(long value) => _writer.Write(value);

    public void Wide(long value) => _writer.Write(value);

    public void Wide(ulong value) => _writer.Write(value);

    public void Boolean(bool value) => _writer.Write(value);

    public void Nil() => _writer.WriteNil();

    public void Flush() => _writer.Flush();
}
