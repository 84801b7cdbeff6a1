using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Ticker.Transports.Answers;

/// <summary>
/// The body of a long answer, sent piece by piece: what is written is kept until <see cref="SendAsync"/>, which waits until
/// the network has taken it. A client that takes too long over a piece is cut off. For one writer.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="deadline">How long a piece may take.</param>
/// <param name="time">The clock.</param>
internal sealed class PacedAnswer(HttpContext context, TimeSpan deadline, TimeProvider time) : Stream
{
    /// <summary>About how many bytes a piece has.</summary>
    public const int Piece = 32 * 1024;

    private readonly PipeWriter _body = context.Response.BodyWriter;
    private int _unsent;

    /// <summary>Whether a piece is waiting to be sent.</summary>
    public bool IsFull => _unsent >= Piece;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sends what was written, and lets others have the thread before it goes on.</summary>
    /// <returns>False when the client is gone, or was cut off: nothing more need be written.</returns>
    public async ValueTask<bool> SendAsync()
    {
        if (_unsent > 0)
        {
            _unsent = 0;
            Task<FlushResult> flush = _body.FlushAsync(CancellationToken.None).AsTask();
            try
            {
                if ((await flush.WaitAsync(deadline, time).ConfigureAwait(false)).IsCompleted)
                {
                    return false;
                }
            }
            catch (TimeoutException)
            {
                context.Abort();
                await ((Task)flush).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return false;
            }
        }

        await Task.Yield();
        return !context.RequestAborted.IsCancellationRequested;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _body.Write(buffer);
        _unsent += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Sending waits, so that it is the caller's to ask for.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
