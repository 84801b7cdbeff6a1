namespace Ticker.Transports.Roads;

/// <summary>One server-sent event, as the engine frames it: an event or a comment, then an id where it has one, then a blank line.</summary>
internal readonly ref struct EventBlock
{
    private EventBlock(ReadOnlySpan<byte> name, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> id, int length)
    {
        Name = name;
        Payload = payload;
        Id = id;
        Length = length;
    }

    /// <summary>The event's name; empty = it is a comment.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The position to resume from; empty = it has none.</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The bytes of all of it, the blank line included.</summary>
    public int Length { get; }

    /// <summary>Whether it is a comment, as a heartbeat is.</summary>
    public bool IsComment => Name.IsEmpty;

    /// <summary>Reads the first of several; false when it is not all there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EventBlock block)
    {
        block = default;
        int end = bytes.IndexOf("\n\n"u8);
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> payload = default;
        ReadOnlySpan<byte> id = default;
        ReadOnlySpan<byte> rest = bytes[..end];
        while (!rest.IsEmpty)
        {
            int feed = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = feed < 0 ? rest : rest[..feed];
            rest = feed < 0 ? default : rest[(feed + 1)..];
            int value = line.IndexOf(": "u8) + 2;
            if (line.StartsWith("event"u8))
            {
                name = line[value..];
            }
            else if (line.StartsWith("id"u8))
            {
                id = line[value..];
            }
            else
            {
                payload = line[value..];
            }
        }

        block = new EventBlock(name, payload, id, end + 2);
        return true;
    }
}
