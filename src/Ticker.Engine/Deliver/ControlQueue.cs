using Ticker.Engine.Memory;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Whole frames that wait to be sent in front of data: replies, heartbeats, pings, the close. Bounded; holds memory
/// only while it holds frames. Only its lane's thread uses it.
/// </summary>
/// <param name="budget">The most bytes that may wait.</param>
/// <param name="memory">What it may hold.</param>
internal sealed class ControlQueue(int budget, MemoryShare memory)
{
    // A close frame is never refused for want of room.
    private const int CloseFrame = WebSocketFrame.MaxHeader + 125;

    private readonly PooledBytes _bytes = new(memory);

    /// <summary>How many bytes wait.</summary>
    public int Count => _bytes.Count;

    /// <summary>The bytes that it holds.</summary>
    public long Held => _bytes.Held;

    /// <summary>Adds a frame; false, and nothing added, when the budget is spent, its own or the server's.</summary>
    public bool TryAdd(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        int size = payload.Length + WebSocketFrame.MaxHeader;
        if (Count + size > budget || !_bytes.TryMakeRoom(size))
        {
            return false;
        }

        _bytes.Advance(WebSocketFrame.Write(_bytes.Room(size), opcode, payload));
        return true;
    }

    /// <summary>Adds a close frame.</summary>
    public void AddClose(CloseReason reason) =>
        _bytes.Advance(reason.Code == 0
            ? WebSocketFrame.Write(_bytes.Room(CloseFrame), WebSocketOpcode.Close, default)
            : WebSocketFrame.WriteClose(_bytes.Room(CloseFrame), reason.Code, reason.Text));

    /// <summary>Adds whole frames behind what waits, beyond the budget if need be, and leaves nothing where they were.</summary>
    public void Take(PooledBytes frames) => frames.MoveTo(_bytes);

    /// <summary>Moves as many bytes as there is room for.</summary>
    public int MoveTo(Span<byte> destination) => _bytes.MoveTo(destination);

    /// <summary>Drops what waits.</summary>
    public void Clear() => _bytes.Clear();
}
