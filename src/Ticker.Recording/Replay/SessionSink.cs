using System.Buffers;
using Ticker.Engine.Deliver;

namespace Ticker.Recording.Replay;

/// <summary>
/// The way out of a replay session: takes everything at once, so that what the lane makes never depends on the socket,
/// and keeps what the socket does not take. The session holds its tape while anything is kept. Used by one thread at a
/// time; only the inner sink's call back may come from any.
/// </summary>
/// <param name="inner">The connection's own sink.</param>
/// <param name="deflater">Compresses what leaves; disposed with the sink. Null = it leaves as it is.</param>
public sealed class SessionSink(IFrameSink inner, FrameDeflater? deflater = null) : IFrameSink, IDisposable
{
    // More than any turn of a lane makes; whoever lets more pile up asks and does not read.
    private const int MostKept = 1024 * 1024;

    private readonly DataDigest _digest = new();
    private Action _writable = static () => { };
    private byte[] _kept = [];
    private int _keptCount;
    private int _busy;
    private int _moved;
    private bool _broken;
    private bool _endsOutput;

    /// <summary>Whether the socket has not taken all of it.</summary>
    public bool IsBusy => Volatile.Read(ref _busy) != 0 || _keptCount > 0;

    /// <summary>Whether the socket has taken something since this was last asked.</summary>
    public bool HasMoved => Interlocked.Exchange(ref _moved, 0) != 0;

    /// <summary>Whether the peer is gone.</summary>
    public bool IsBroken => _broken;

    /// <summary>The SHA-256 of what was sent.</summary>
    public DataDigest Digest => _digest;

    /// <summary>Tells it whom to call when the socket takes more; any thread may call back.</summary>
    public void AttachSession(Action writable)
    {
        _writable = writable;
        inner.Attach(() =>
        {
            Volatile.Write(ref _moved, 1);
            Volatile.Write(ref _busy, 0);
            _writable();
        });
    }

    /// <inheritdoc/>
    public long Unsent => _keptCount + inner.Unsent;

    /// <inheritdoc/>
    public void Attach(Action writable)
    {
        // The lane is never told to wait.
    }

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        _digest.Take(frames);
        frames = deflater is null ? frames : deflater.Deflate(frames);
        if (_broken || _keptCount + frames.Length > MostKept)
        {
            _broken = true;
            return SendOutcome.Broken;
        }

        if (IsBusy)
        {
            Keep(frames);
        }
        else
        {
            Give(frames);
        }

        return _broken ? SendOutcome.Broken : SendOutcome.Sent;
    }

    /// <summary>Gives the socket what is kept, if it takes anything now.</summary>
    public void Flush()
    {
        if (Volatile.Read(ref _busy) != 0 || _broken)
        {
            return;
        }

        if (_keptCount > 0)
        {
            int count = _keptCount;
            _keptCount = 0;
            Give(_kept.AsSpan(0, count));
        }

        if (_endsOutput && !IsBusy && !_broken)
        {
            _endsOutput = false;
            inner.EndOutput();
        }
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        _endsOutput = true;
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _digest.Dispose();
        deflater?.Dispose();
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
            _kept = [];
        }
    }

    private void Give(ReadOnlySpan<byte> frames)
    {
        // Before: the call back may come while the sink still returns.
        Volatile.Write(ref _busy, 1);
        SendOutcome outcome = inner.TrySend(frames);
        if (outcome is SendOutcome.Sent or SendOutcome.Broken)
        {
            Volatile.Write(ref _busy, 0);
            _broken = outcome == SendOutcome.Broken;
        }
    }

    private void Keep(ReadOnlySpan<byte> frames)
    {
        if (_keptCount + frames.Length > _kept.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_keptCount + frames.Length, 128 * 1024));
            _kept.AsSpan(0, _keptCount).CopyTo(larger);
            if (_kept.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_kept);
            }

            _kept = larger;
        }

        frames.CopyTo(_kept.AsSpan(_keptCount));
        _keptCount += frames.Length;
    }
}
