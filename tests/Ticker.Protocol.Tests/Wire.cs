using System.Buffers;

namespace Ticker.Protocol.Tests;

internal static class Wire
{
    public static byte[] Bytes(ClientMessage message, WireEncoding encoding)
    {
        var output = new ArrayBufferWriter<byte>();
        ClientMessageWriter.Write(output, message, encoding);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Bytes(ServerMessage message, WireEncoding encoding)
    {
        var output = new ArrayBufferWriter<byte>();
        ServerMessageWriter.Write(output, message, encoding);
        return output.WrittenSpan.ToArray();
    }
}
