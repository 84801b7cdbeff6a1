namespace Ticker.Recording.Import.Unpacking;

/// <summary>A file, or a file of an archive, as it is stored, and how far it has been read. For one thread.</summary>
/// <param name="content">Its bytes; disposed with this.</param>
/// <param name="owner">What is disposed after them; null for nothing.</param>
/// <param name="isPacked">Whether the bytes came out of an archive.</param>
/// <param name="length">Its size as stored.</param>
/// <param name="bytesRead">How much of that has been read; a figure for progress, which may be asked for while another thread reads.</param>
internal sealed class PackedStream(Stream content, IDisposable? owner, bool isPacked, long length, Func<long> bytesRead) : IDisposable
{
    /// <summary>Its bytes.</summary>
    public Stream Content => content;

    /// <summary>Whether the bytes came out of an archive.</summary>
    public bool IsPacked => isPacked;

    /// <summary>The size as stored, in bytes.</summary>
    public long Length => length;

    /// <summary>How much of it has been read.</summary>
    public long BytesRead => Math.Clamp(bytesRead(), 0, length);

    /// <summary>A file that is no archive.</summary>
    public static PackedStream Plain(Stream stored) => new(stored, null, false, stored.Length, () => stored.CanSeek ? stored.Position : 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        content.Dispose();
        owner?.Dispose();
    }
}
