namespace Ticker.Transports.WebSockets;

/// <summary>A compressed message, and behind it the end that its sender left out, which is given only when it is asked for.</summary>
/// <param name="message">The message.</param>
/// <param name="tail">The end.</param>
internal sealed class DeflatedInput(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> tail) : Stream
{
    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>Whether the message did not come to its end by itself.</summary>
    public bool HasGivenTail { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_rest.IsEmpty && !HasGivenTail)
        {
            (_rest, HasGivenTail) = (tail, true);
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
