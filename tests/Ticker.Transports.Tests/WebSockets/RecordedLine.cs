using System.Buffers.Binary;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>A connection on which all has come already; notes the pongs and the close that are written to it.</summary>
internal sealed class RecordedLine(byte[] bytes) : MemoryStream(bytes)
{
    public List<string> Found { get; } = [];

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadOnlySpan<byte> frame = buffer.Span;
        switch (frame[0])
        {
            case 0x8A:
                Found.Add($"Ping {frame.Length - 2}");
                break;
            case 0x88:
                Found.Add($"Fault {BinaryPrimitives.ReadUInt16BigEndian(frame[2..])}");
                break;
        }

        return ValueTask.CompletedTask;
    }
}
