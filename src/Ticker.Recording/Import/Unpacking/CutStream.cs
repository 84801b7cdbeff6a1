namespace Ticker.Recording.Import.Unpacking;

/// <summary>What is left of a stream that was cut off: its bytes, and then an <see cref="InvalidDataException"/> instead of an end.</summary>
/// <param name="content">The bytes; disposed with this.</param>
internal sealed class CutStream(Stream content) : ForwardStream
{
    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">There is no more.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = content.Read(buffer);
        return read > 0 || buffer.IsEmpty ? read : throw new InvalidDataException("the zip archive has no directory at its end: it was cut off, or damaged");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
