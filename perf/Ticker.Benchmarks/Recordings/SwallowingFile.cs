namespace Ticker.Benchmarks.Recordings;

/// <summary>A file that keeps nothing but its position: what is measured is the making of bytes, not a disk.</summary>
internal sealed class SwallowingFile : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position { get; set; }

    public override void Write(ReadOnlySpan<byte> buffer) => Position += buffer.Length;

    public override void Write(byte[] buffer, int offset, int count) => Position += count;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
