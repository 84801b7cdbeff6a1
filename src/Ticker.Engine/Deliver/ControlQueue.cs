using System.Buffers;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Whole frames that wait to be sent in front of data: replies, heartbeats, pings, the close. Bounded; holds memory
/// only while it holds frames. Only its lane's thread uses it.
/// </summary>
/// <param name="budget">The most bytes that may wait.</param>
internal sealed class ControlQueue(int budget)
{
    // A close frame is never refused for want of room.
    private const int CloseFrame = WebSocketFrame.MaxHeader + 125;

    private byte[] _bytes = [];
    private int _head;
    private int _tail;

    /// <summary>How many bytes wait.</summary>
    public int Count => _tail - _head;

    /// <summary>Adds a frame; false, and nothing added, when the budget is spent.</summary>
    public bool TryAdd(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (Count + payload.Length + WebSocketFrame.MaxHeader > budget)
        {
            return false;
        }

        // Making room moves the tail, so it must be made before the tail is read.
        Span<byte> room = Room(payload.Length + WebSocketFrame.MaxHeader);
        _tail += WebSocketFrame.Write(room, opcode, payload);
        return true;
    }

    /// <summary>Adds a close frame.</summary>
    public void AddClose(CloseReason reason)
    {
        Span<byte> room = Room(CloseFrame);
        _tail += reason.Code == 0
            ? WebSocketFrame.Write(room, WebSocketOpcode.Close, default)
            : WebSocketFrame.WriteClose(room, reason.Code, reason.Text);
    }

    /// <summary>Moves as many bytes as there is room for.</summary>
    public int MoveTo(Span<byte> destination)
    {
        int count = Math.Min(Count, destination.Length);
        _bytes.AsSpan(_head, count).CopyTo(destination);
        _head += count;
        if (Count == 0)
        {
            Clear();
        }

        return count;
    }

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        byte[] bytes = _bytes;
        (_bytes, _head, _tail) = ([], 0, 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _tail < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, Count + size));
            int count = Count;
            _bytes.AsSpan(_head, count).CopyTo(larger);
            Clear();
            (_bytes, _tail) = (larger, count);
        }

        return _bytes.AsSpan(_tail);
    }
}
