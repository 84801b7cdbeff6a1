using System.Buffers;
using Ticker.Protocol;

namespace Ticker.Recording.Replay;

/// <summary>
/// Compresses what a session sends, for a peer that agreed to it: each message by itself, as a lane does for live ones.
/// Here it is done behind the lane, so that the session's digest is of the messages themselves. For one thread.
/// </summary>
public sealed class FrameDeflater : IDisposable
{
    /// <summary>The bytes that it holds: its table, and as much as a lane sends at a time.</summary>
    public const long MemoryCost = 160 * 1024;

    private readonly MessageDeflater _deflater = new();
    private byte[] _frames = [];

    /// <summary>Gives whole frames anew, those of messages compressed where that makes them smaller; good until the next call.</summary>
    /// <param name="frames">The frames.</param>
    public ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> frames)
    {
        if (_frames.Length < frames.Length)
        {
            Dispose();
            _frames = ArrayPool<byte>.Shared.Rent(frames.Length);
        }

        int count = 0;
        ReadOnlySpan<byte> rest = frames;
        while (WebSocketFrame.TryTake(ref rest, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload))
        {
            ReadOnlySpan<byte> frame = frames[..^rest.Length];
            frames = rest;
            count += Deflate(frame, opcode, payload, _frames.AsSpan(count));
        }

        return _frames.AsSpan(0, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_frames.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_frames);
            _frames = [];
        }
    }

    // A frame never becomes longer, so that all of them fit where as many bytes do.
    private int Deflate(ReadOnlySpan<byte> frame, WebSocketOpcode opcode, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        int deflated = opcode is WebSocketOpcode.Binary or WebSocketOpcode.Text && payload.Length >= MessageDeflater.LeastWorthIt
            ? _deflater.Deflate(payload, destination.Slice(WebSocketFrame.MaxHeader, payload.Length - WebSocketFrame.MaxHeader))
            : 0;
        if (deflated == 0)
        {
            frame.CopyTo(destination);
            return frame.Length;
        }

        int start = WebSocketFrame.WriteHeaderBefore(destination, WebSocketFrame.MaxHeader, deflated, opcode);
        destination[start] |= WebSocketFrame.Compressed;
        int length = WebSocketFrame.MaxHeader - start + deflated;
        destination.Slice(start, length).CopyTo(destination);
        return length;
    }
}
