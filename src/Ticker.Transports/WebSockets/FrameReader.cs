using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Protocol;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// Reads the frames that a client sends, from bytes that may be cut anywhere, and holds the client to the rules of
/// RFC 6455, sections 5 and 7, and of RFC 7692, section 6. Between messages it holds no buffer. Not thread-safe.
/// </summary>
/// <param name="maxMessage">The most payload bytes of one message.</param>
/// <param name="memory">What messages may hold while they come in.</param>
/// <param name="mayBeDeflated">Whether the client may compress its messages, each by itself.</param>
public sealed class FrameReader(int maxMessage, MemoryShare memory, bool mayBeDeflated = false)
{
    private const int Final = 0x80;
    private const int Reserved = 0x70;

    // What cannot be made smaller comes in blocks, each of 64 KiB and a few bytes.
    private const int DeflatedSlack = 64;
    private const int DeflatedSlackShift = 12;
    private const int Masked = 0x80;
    private const int MaskSize = 4;
    private const int SmallestBuffer = 256;

    private readonly MessageInflater? _inflater = mayBeDeflated ? new MessageInflater(maxMessage, memory) : null;
    private int _maxMessage = maxMessage;
    private byte[] _message = [];
    private byte[] _control = [];
    private Header _header;
    private byte _headerLength;
    private bool _inPayload;
    private bool _deflated;
    private WebSocketOpcode _kind;
    private int _length;
    private int _valid;
    private int _taken;
    private int _left;

    // The first two bytes, at most eight of length, and the mask.
    [InlineArray(2 + sizeof(ulong) + MaskSize)]
    private struct Header
    {
        private byte _first;
    }

    /// <summary>How many bytes there are of a frame's header that has not come to its end; 0 = none has begun.</summary>
    public int HeaderBytes => _inPayload ? 0 : _headerLength;

    /// <summary>The message that was just found; gone with the next call.</summary>
    public ReadOnlySpan<byte> Message => _message.AsSpan(0, _length);

    /// <summary>The payload of the ping that was just found; gone with the next call.</summary>
    public ReadOnlySpan<byte> Ping => _control;

    /// <summary>The code of the close that was just found; that of a normal one, when it had none.</summary>
    public int CloseCode { get; private set; }

    /// <summary>How the fault that was just found is to be answered.</summary>
    public CloseReason Fault { get; private set; }

    /// <summary>The most payload bytes of one message; of one that has begun to come it holds from its next frame on.</summary>
    public int MaxMessage
    {
        get => _maxMessage;
        set
        {
            _maxMessage = value;
            if (_inflater is not null)
            {
                _inflater.MaxMessage = value;
            }
        }
    }

    private WebSocketOpcode Opcode => (WebSocketOpcode)(_header[0] & 0x0F);

    private bool IsControl => Opcode >= WebSocketOpcode.Close;

    private int MostBytes => _deflated ? MaxMessage + (MaxMessage >> DeflatedSlackShift) + DeflatedSlack : MaxMessage;

    /// <summary>Reads up to the next event. After a close or a fault it must not be called again.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="used">How much of it was read; all, when there is no event.</param>
    public FrameEvent Read(ReadOnlySpan<byte> bytes, out int used)
    {
        Release();
        var found = FrameEvent.None;
        for (used = 0; found == FrameEvent.None && used < bytes.Length;)
        {
            if (_inPayload)
            {
                int count = Math.Min(_left, bytes.Length - used);
                found = TakePayload(bytes.Slice(used, count));
                used += count;
            }
            else
            {
                _header[_headerLength++] = bytes[used++];
                found = TakeHeader();
            }
        }

        return found;
    }

    /// <summary>Gives all memory back; what has come of a message is lost.</summary>
    public void Clear()
    {
        _kind = WebSocketOpcode.Continuation;
        Release();
    }

    // What an event gave is gone; fragments of a message that is not whole stay.
    private void Release()
    {
        if (!_inPayload)
        {
            _control = [];
        }

        if (_kind == WebSocketOpcode.Continuation && _message.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_message);
            memory.Return(_message.Length);
            (_message, _length, _valid) = ([], 0, 0);
        }
    }

    private FrameEvent TakeHeader()
    {
        if (_headerLength < 2)
        {
            return FrameEvent.None;
        }

        if (_headerLength == 2 && BreaksARule())
        {
            return Fail(WebSocketCloseStatus.ProtocolError);
        }

        int size = 2 + MaskSize + (_header[1] & 0x7F) switch { 126 => sizeof(ushort), 127 => sizeof(ulong), _ => 0 };
        return _headerLength < size ? FrameEvent.None : BeginPayload();
    }

    private bool BreaksARule()
    {
        bool final = (_header[0] & Final) != 0;
        bool lawful = Opcode switch
        {
            WebSocketOpcode.Continuation => _kind != WebSocketOpcode.Continuation,
            WebSocketOpcode.Text or WebSocketOpcode.Binary => _kind == WebSocketOpcode.Continuation,
            WebSocketOpcode.Close or WebSocketOpcode.Ping or WebSocketOpcode.Pong => final && (_header[1] & 0x7F) <= WebSocketFrame.MaxControlPayload,
            _ => false,
        };
        int reserved = _header[0] & Reserved;
        bool known = reserved == 0 || (reserved == WebSocketFrame.Compressed && mayBeDeflated && Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary);
        return !lawful || !known || (_header[1] & Masked) == 0;
    }

    private FrameEvent BeginPayload()
    {
        ReadOnlySpan<byte> length = ((ReadOnlySpan<byte>)_header)[2..];
        ulong promised = (_header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(length),
            127 => BinaryPrimitives.ReadUInt64BigEndian(length),
            int small => (ulong)small,
        };
        if (IsControl)
        {
            _control = promised == 0 ? [] : new byte[promised];
        }
        else
        {
            if (Opcode != WebSocketOpcode.Continuation)
            {
                (_kind, _deflated) = (Opcode, (_header[0] & WebSocketFrame.Compressed) != 0);
            }

            if (promised > (ulong)(MostBytes - _length))
            {
                return Fail(WebSocketCloseStatus.MessageTooBig, "too_long");
            }
        }

        (_inPayload, _taken, _left) = (true, 0, (int)promised);
        return _left == 0 ? EndFrame() : FrameEvent.None;
    }

    private FrameEvent TakePayload(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mask = ((ReadOnlySpan<byte>)_header).Slice(_headerLength - MaskSize, MaskSize);
        if (!IsControl && !TryMakeRoom(bytes.Length))
        {
            Fault = CloseReason.OutOfMemory;
            return FrameEvent.Fault;
        }

        Span<byte> room = IsControl ? _control.AsSpan(_taken) : _message.AsSpan(_length);
        for (int i = 0; i < bytes.Length; i++)
        {
            room[i] = (byte)(bytes[i] ^ mask[(_taken + i) % MaskSize]);
        }

        _length += IsControl ? 0 : bytes.Length;
        _taken += bytes.Length;
        _left -= bytes.Length;
        return _left == 0 ? EndFrame() : FrameEvent.None;
    }

    private FrameEvent EndFrame()
    {
        (_headerLength, _inPayload) = (0, false);
        switch (Opcode)
        {
            case WebSocketOpcode.Ping:
                return FrameEvent.Ping;
            case WebSocketOpcode.Pong:
                return FrameEvent.Pong;
            case WebSocketOpcode.Close:
                return EndClose();
        }

        bool final = (_header[0] & Final) != 0;
        if (_deflated && final && Inflate() is { } broken)
        {
            Fault = broken;
            return FrameEvent.Fault;
        }

        if (_kind == WebSocketOpcode.Text && (final || !_deflated) && !IsText(final))
        {
            return Fail(WebSocketCloseStatus.InvalidPayloadData);
        }

        if (!final)
        {
            return FrameEvent.None;
        }

        _kind = WebSocketOpcode.Continuation;
        return FrameEvent.Message;
    }

    // Has the message in the place of what came of it. What is wrong with it, or null.
    private CloseReason? Inflate()
    {
        InflateOutcome outcome = _inflater!.Inflate(_message.AsMemory(0, _length), out byte[] output, out int length);
        if (outcome != InflateOutcome.Whole)
        {
            return outcome switch
            {
                InflateOutcome.TooLong => new CloseReason((int)WebSocketCloseStatus.MessageTooBig, "too_long"),
                InflateOutcome.NoMemory => CloseReason.OutOfMemory,
                _ => new CloseReason((int)WebSocketCloseStatus.InvalidPayloadData, ""),
            };
        }

        if (_message.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_message);
            memory.Return(_message.Length);
        }

        (_message, _length) = (output, length);
        return null;
    }

    // Whether what has come since the last look is UTF-8; a fragment may end within a character.
    private bool IsText(bool final)
    {
        ReadOnlySpan<byte> fresh = Message[_valid..];
        int cut = 0;
        for (int tail = 1; !final && tail <= Math.Min(3, fresh.Length); tail++)
        {
            if (Rune.DecodeFromUtf8(fresh[^tail..], out _, out _) == OperationStatus.NeedMoreData)
            {
                cut = tail;
            }
        }

        _valid = _length - cut;
        return Utf8.IsValid(fresh[..^cut]);
    }

    private FrameEvent EndClose()
    {
        CloseCode = _control.Length < 2 ? (int)WebSocketCloseStatus.NormalClosure : BinaryPrimitives.ReadUInt16BigEndian(_control);
        bool lawful = _control.Length switch
        {
            0 => true,
            1 => false,
            // Section 7.4; 1004 to 1006 and 1015 are never sent, 1012 to 1014 are IANA's.
            _ => CloseCode is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999) && Utf8.IsValid(_control.AsSpan(2)),
        };
        return lawful ? FrameEvent.Close : Fail(WebSocketCloseStatus.ProtocolError);
    }

    private FrameEvent Fail(WebSocketCloseStatus code, string reason = "")
    {
        Fault = new CloseReason((int)code, reason);
        return FrameEvent.Fault;
    }

    private bool TryMakeRoom(int count)
    {
        if (_message.Length - _length >= count)
        {
            return true;
        }

        // Powers of two, which is what the pool gives.
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(SmallestBuffer, _length + count));
        if (!memory.TryHold(size - _message.Length))
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        Message.CopyTo(larger);
        if (_message.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_message);
        }

        _message = larger;
        return true;
    }
}
