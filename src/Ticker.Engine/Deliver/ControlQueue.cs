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

    private readonly PooledBytes _bytes = new();

    /// <summary>How many bytes wait.</summary>
    public int Count => _bytes.Count;

    /// <summary>Adds a frame; false, and nothing added, when the budget is spent.</summary>
    public bool TryAdd(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (Count + payload.Length + WebSocketFrame.MaxHeader > budget)
        {
            return false;
        }

        _bytes.Advance(WebSocketFrame.Write(_bytes.Room(payload.Length + WebSocketFrame.MaxHeader), opcode, payload));
        return true;
    }

    /// <summary>Adds a close frame.</summary>
    public void AddClose(CloseReason reason) =>
        _bytes.Advance(reason.Code == 0
            ? WebSocketFrame.Write(_bytes.Room(CloseFrame), WebSocketOpcode.Close, default)
            : WebSocketFrame.WriteClose(_bytes.Room(CloseFrame), reason.Code, reason.Text));

    /// <summary>Moves as many bytes as there is room for.</summary>
    public int MoveTo(Span<byte> destination) => _bytes.MoveTo(destination);

    /// <summary>Drops what waits.</summary>
    public void Clear() => _bytes.Clear();
}
