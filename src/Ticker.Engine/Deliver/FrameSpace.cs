using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// The lane's one buffer in which everything that a subscriber gets in one send is put together, frame after frame.
/// Only its lane's thread uses it.
/// </summary>
internal sealed class FrameSpace
{
    /// <summary>The most bytes of one message.</summary>
    public const int MaxMessage = ushort.MaxValue;

    /// <summary>Any single tick or small reply fits; with less room, the next frame waits for the next send.</summary>
    public const int Least = 2048;

    /// <summary>The most bytes of one send: a page may start when there is just the least.</summary>
    public const int Size = 2 * (MaxMessage + 1);

    private readonly byte[] _bytes = new byte[Size];
    private readonly byte[] _deflated = new byte[MaxMessage];
    private MessageDeflater? _deflater;
    private int _limit;

    /// <summary>How many bytes are put together.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Whether another frame may begin.</summary>
    public bool HasRoom => _limit - Count >= Least;

    /// <summary>How many bytes may still be put in.</summary>
    public int Room => Math.Max(0, _limit - Count);

    /// <summary>Begins anew, for about <paramref name="limit"/> bytes.</summary>
    public void Begin(int limit) => (_limit, Count) = (limit, 0);

    /// <summary>Moves waiting frames in; they go over the limit only if they were there alone.</summary>
    public void Take(ControlQueue control) => Count += control.MoveTo(_bytes.AsSpan(Count, MaxMessage - Count));

    /// <summary>Moves what was gathered in, which always fits.</summary>
    public void Take(PooledBytes gathered) => Count += gathered.MoveTo(_bytes.AsSpan(Count));

    /// <summary>Puts a whole message in; false when there is no room now.</summary>
    /// <param name="framing">What stands around it.</param>
    /// <param name="message">The message.</param>
    /// <param name="resume">Where to resume after it, for a framing that tells; null = as before it.</param>
    /// <param name="standing">How its subscription stands after it, for a framing that tells.</param>
    public bool TryAdd(Framing framing, ReadOnlySpan<byte> message, StreamPosition? resume = null, PartStanding standing = PartStanding.Unknown)
    {
        int deflated = Deflate(framing, message);
        if (Count > 0 && Count + framing.SizeOf(deflated > 0 ? deflated : message.Length) > _limit)
        {
            return false;
        }

        Count += deflated > 0
            ? framing.WriteDeflated(_bytes.AsSpan(Count), _deflated.AsSpan(0, deflated))
            : framing.Write(_bytes.AsSpan(Count), message, resume, standing);
        return true;
    }

    /// <summary>Where a data message may be written: give it to a <see cref="DataMessageWriter"/>, then call <see cref="EndData"/>.</summary>
    public Span<byte> BeginData(Framing framing)
    {
        int head = framing.DataHead;
        return _bytes.AsSpan(Count + head, Math.Clamp(_limit - Count - head - framing.Tail, 0, MaxMessage));
    }

    /// <summary>Frames the message just written, if it has any tick.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="framing">What stands around it, as it was begun.</param>
    /// <param name="resume">Where to resume after it, for a framing that tells; null = not known.</param>
    /// <param name="standing">How its subscription stands after it, for a framing that tells.</param>
    public void EndData(ref DataMessageWriter writer, Framing framing, StreamPosition? resume, PartStanding standing = PartStanding.Unknown)
    {
        if (writer.Count == 0)
        {
            return;
        }

        int length = writer.Finish(out int start);
        int deflated = Deflate(framing, _bytes.AsSpan(start + Count + framing.DataHead, length));
        if (deflated > 0)
        {
            Count += framing.WriteDeflated(_bytes.AsSpan(Count), _deflated.AsSpan(0, deflated));
            return;
        }

        int size = framing.Surround(_bytes, start + Count + framing.DataHead, length, resume, out int frame, standing);

        // The heads are written backwards, so a few bytes may lie idle in front of the frame.
        _bytes.AsSpan(frame, size).CopyTo(_bytes.AsSpan(Count));
        Count += size;
    }

    // How many bytes a message has when it is compressed; 0 = it is to be sent as it is.
    private int Deflate(Framing framing, ReadOnlySpan<byte> message) =>
        framing.IsDeflated && message.Length >= MessageDeflater.LeastWorthIt
            ? (_deflater ??= new MessageDeflater()).Deflate(message, _deflated.AsSpan(0, message.Length - 1))
            : 0;
}
