namespace Ticker.Recording.Import.Unpacking;

/// <summary>A stream's bytes, its end, and, once that is asked for, a few bytes more. See <see cref="WholeGzipStream"/>.</summary>
internal sealed class ThenSealStream(Stream stored, byte[] seal) : ForwardStream
{
    private int _left;

    /// <summary>From now on, the seal follows.</summary>
    public void FeedSeal() => _left = seal.Length;

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
}
