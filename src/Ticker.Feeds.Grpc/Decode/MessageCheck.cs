using System.Text.Unicode;

namespace Ticker.Feeds.Grpc.Decode;

/// <summary>
/// Says whether a request is legal protobuf, all the way down and with all its text in UTF-8, before anything of it
/// is applied. Pure; thread-safe. The depth is that of the contract, never that of the bytes.
/// </summary>
internal static class MessageCheck
{
    private const int FieldsPerShape = 8;

    // By parent shape, eight fields each: what the field of that number holds.
    private static readonly MessageShape[] Children = MakeChildren();

    /// <summary>Checks the bytes of a message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="shape">Which it is.</param>
    public static bool IsLegal(ReadOnlySpan<byte> bytes, MessageShape shape)
    {
        var reader = new ProtobufReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out uint tag))
            {
                return false;
            }

            MessageShape child = Child(shape, tag);
            if (child == MessageShape.Opaque)
            {
                if (!reader.TrySkip(tag))
                {
                    return false;
                }
            }
            else if (!reader.TryReadBytes(out ReadOnlySpan<byte> value) || !(child == MessageShape.Text ? Utf8.IsValid(value) : IsLegal(value, child)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a field holds.</summary>
    public static MessageShape Child(MessageShape parent, uint tag)
    {
        uint field = tag >> 3;
        return (tag & 7) == ProtobufReader.Length && field < FieldsPerShape ? Children[((int)parent * FieldsPerShape) + (int)field] : MessageShape.Opaque;
    }

    private static MessageShape[] MakeChildren()
    {
        var children = new MessageShape[((int)MessageShape.Status + 1) * FieldsPerShape];
        Set(MessageShape.Request, (1, MessageShape.Hello), (2, MessageShape.Instrument), (3, MessageShape.Batch), (4, MessageShape.Flat), (5, MessageShape.End));
        Set(MessageShape.Hello, (1, MessageShape.Text), (4, MessageShape.Text));
        Set(MessageShape.Instrument, (2, MessageShape.Text), (3, MessageShape.Text), (7, MessageShape.Text));
        Set(MessageShape.End, (1, MessageShape.Text));
        Set(MessageShape.Batch, (1, MessageShape.Tick));
        Set(MessageShape.Tick, (5, MessageShape.Flat), (6, MessageShape.Trade), (7, MessageShape.Status));
        Set(MessageShape.Trade, (5, MessageShape.Text));
        Set(MessageShape.Status, (2, MessageShape.Text));
        return children;

        void Set(MessageShape parent, params ReadOnlySpan<(int Field, MessageShape Child)> fields)
        {
            foreach ((int field, MessageShape child) in fields)
            {
                children[((int)parent * FieldsPerShape) + field] = child;
            }
        }
    }
}
