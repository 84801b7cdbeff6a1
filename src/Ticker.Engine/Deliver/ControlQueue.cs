using Ticker.Engine.Memory;
using Ticker.Model;
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
    private readonly PooledBytes _bytes = new(memory);

    /// <summary>How many bytes wait.</summary>
    public int Count => _bytes.Count;

    /// <summary>The bytes that it holds.</summary>
    public long Held => _bytes.Held;

    /// <summary>Adds a message; false, and nothing added, when the budget is spent, its own or the server's.</summary>
    /// <param name="framing">What stands around it.</param>
    /// <param name="message">The message.</param>
    /// <param name="resume">Where to resume after it, for a framing that tells; null = as before it.</param>
    public bool TryAdd(Framing framing, ReadOnlySpan<byte> message, StreamPosition? resume = null)
    {
        int size = framing.SizeOf(message.Length);
        if (!HasRoom(size))
        {
            return false;
        }

        _bytes.Advance(framing.Write(_bytes.Room(size), message, resume));
        return true;
    }

    /// <summary>Adds a control frame of WebSocket; false, and nothing added, when the budget is spent.</summary>
    public bool TryAdd(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        int size = payload.Length + WebSocketFrame.MaxHeader;
        if (!HasRoom(size))
        {
            return false;
        }

        _bytes.Advance(WebSocketFrame.Write(_bytes.Room(size), opcode, payload));
        return true;
    }

    /// <summary>Adds the close, which is never refused for want of room.</summary>
    public void AddClose(Framing framing, CloseReason reason) => _bytes.Advance(framing.WriteClose(_bytes.Room(Framing.LongestClose), reason));

    /// <summary>Adds whole frames behind what waits, beyond the budget if need be, and leaves nothing where they were.</summary>
    public void Take(PooledBytes frames) => frames.MoveTo(_bytes);

    /// <summary>Moves as many bytes as there is room for.</summary>
    public int MoveTo(Span<byte> destination) => _bytes.MoveTo(destination);

    /// <summary>Drops what waits.</summary>
    public void Clear() => _bytes.Clear();

    private bool HasRoom(int size) => Count + size <= budget && _bytes.TryMakeRoom(size);
}
