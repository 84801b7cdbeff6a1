using System.Buffers;

namespace Ticker.Protocol;

/// <summary>Writes the server's control messages. Thread-safe.</summary>
public static class ServerMessageWriter
{
    /// <summary>The most bytes of a message that the server sends, data or control.</summary>
    public const int MaxMessageBytes = 65_535;

    /// <summary>Writes one message, whole. Whoever pages keeps it within <see cref="MaxMessageBytes"/>.</summary>
    public static void Write(IBufferWriter<byte> output, ServerMessage message, WireEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (encoding == WireEncoding.Json)
        {
            var json = new JsonMapWriter(new ByteSink(output));
            message.Write(ref json);
            json.Flush();
        }
        else
        {
            var messagePack = new MessagePackMapWriter(new MessagePackWriter(output));
            message.Write(ref messagePack);
            messagePack.Flush();
        }
    }
}
