using System.Buffers.Binary;
using Ticker.Protocol;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// Follows the frame borders of what a peer sends, beside the WebSocket that reads it, to see what that hides: how
/// long a message is going to be before it has arrived, a header that does not come to its end, and pongs.
/// RFC 6455, section 5.2.
/// </summary>
/// <param name="maxMessage">The most payload bytes of one message.</param>
public sealed class FrameTracker(int maxMessage)
{
    private readonly byte[] _header = new byte[14];
    private int _headerLength;
    private ulong _payloadLeft;
    private ulong _message;

    /// <summary>Whether a frame's header has begun and not come to its end.</summary>
    public bool InHeader => _headerLength > 0;

    /// <summary>Whether a message is longer than it may be, by what its headers say.</summary>
    public bool TooLong { get; private set; }

    /// <summary>How many pongs have come.</summary>
    public int Pongs { get; private set; }

    /// <summary>Follows the next bytes.</summary>
    public void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !TooLong)
        {
            if (_payloadLeft > 0)
            {
                int skip = (int)Math.Min(_payloadLeft, (ulong)bytes.Length);
                _payloadLeft -= (ulong)skip;
                bytes = bytes[skip..];
                continue;
            }

            _header[_headerLength++] = bytes[0];
            bytes = bytes[1..];
            if (_headerLength >= 2 && _headerLength == HeaderSize())
            {
                EndHeader();
            }
        }
    }

    private int HeaderSize() => 2 + (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 } + ((_header[1] & 0x80) != 0 ? 4 : 0);

    private void EndHeader()
    {
        var opcode = (WebSocketOpcode)(_header[0] & 0x0F);
        int length = _header[1] & 0x7F;
        _payloadLeft = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            127 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)),
            _ => (ulong)length,
        };
        _headerLength = 0;
        if (opcode >= WebSocketOpcode.Close)
        {
            Pongs += opcode == WebSocketOpcode.Pong ? 1 : 0;
            return;
        }

        _message = (opcode == WebSocketOpcode.Continuation ? _message : 0) + Math.Min(_payloadLeft, (ulong)maxMessage + 1);
        TooLong = _message > (ulong)maxMessage;
    }
}
