namespace Ticker.Protocol;

/// <summary>Bytes that are not the MessagePack that was expected: what was wrong, and at which byte.</summary>
public sealed class MessagePackSerializationException : FormatException
{
    /// <summary>Without a text.</summary>
    public MessagePackSerializationException()
    {
    }

    /// <summary>With a text.</summary>
    public MessagePackSerializationException(string message)
        : base(message)
    {
    }

    /// <summary>With a text and a cause.</summary>
    public MessagePackSerializationException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>With a text, and the place it is about.</summary>
    /// <param name="message">What was wrong.</param>
    /// <param name="offset">The byte, from 0, at which the object starts.</param>
    public MessagePackSerializationException(string message, long offset)
        : base($"{message}, at byte {offset}") => Offset = offset;

    /// <summary>The byte, from 0, at which the object starts that was wrong.</summary>
    public long Offset { get; }
}
