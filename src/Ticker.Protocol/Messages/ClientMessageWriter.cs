using System.Buffers;

namespace Ticker.Protocol;

/// <summary>Writes what clients send. Thread-safe.</summary>
public static class ClientMessageWriter
{
    /// <summary>Writes one message, whole.</summary>
    public static void Write(IBufferWriter<byte> output, ClientMessage message, WireEncoding encoding)
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
