namespace Ticker.Recording.Import.Unpacking;

/// <summary>A stream's bytes, its end, and, once that is asked for, a few bytes more. See <see cref="WholeGzipStream"/>.</summary>
internal sealed class ThenSealStream(Stream stored, byte[] seal) : Stream
{
    private int _left;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>From now on, the seal follows.</summary>
    public void FeedSeal() => _left = seal.Length;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = stored.Read(buffer);
        if (read == 0 && _left > 0)
        {
            read = Math.Min(_left, buffer.Length);
            seal.AsSpan(seal.Length - _left, read).CopyTo(buffer);
            _left -= read;
        }

        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
