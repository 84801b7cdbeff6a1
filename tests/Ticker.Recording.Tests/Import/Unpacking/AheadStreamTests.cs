using Ticker.Recording.Import.Unpacking;

namespace Ticker.Recording.Tests.Import.Unpacking;

public class AheadStreamTests
{
    private const int Much = AheadStream.AloneBytes + (7 * AheadStream.PieceBytes);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1_000, 100)]
    [InlineData(AheadStream.AloneBytes, 300_000)]
    [InlineData(AheadStream.AloneBytes + AheadStream.PieceBytes, 300_000)]
    [InlineData(Much + 12_345, 777)]
    [InlineData(Much, 3_000_000)]
    public void Read_AnyLength_AsItWas(int length, int step)
    {
        byte[] content = Made(length);
        using var stream = new AheadStream(new BreakingStream(content, null));

        Assert.Equal(content, ReadAll(stream, step));
        Assert.Equal(0, stream.Read(new byte[10]));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(AheadStream.AloneBytes + AheadStream.PieceBytes)]
    [InlineData(Much + 1)]
    public void Read_SourceBreaks_AllBeforeItAndThenTheSameAgain(int length)
    {
        byte[] content = Made(length);
        var damage = new InvalidDataException("broken");
        using var stream = new AheadStream(new BreakingStream(content, damage));
        using var read = new MemoryStream();
        byte[] some = new byte[100_000];

        var told = Assert.Throws<InvalidDataException>(() => stream.CopyTo(read, some.Length));

        Assert.Same(damage, told);
        Assert.Equal(content, read.ToArray());
        Assert.Same(damage, Assert.Throws<InvalidDataException>(() => stream.Read(some)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(AheadStream.AloneBytes)]
    [InlineData(AheadStream.AloneBytes + 1)]
    public void Dispose_InTheMiddle_EndsItsThreadAndIsNeverFarAhead(int before)
    {
        var source = new BreakingStream(Made(10 * AheadStream.AloneBytes), null);
        var stream = new AheadStream(source);
        stream.ReadExactly(new byte[before]);
        stream.Dispose();
        stream.Dispose();

        Assert.True(source.IsDisposed);
        Assert.InRange(source.Given, before, before <= AheadStream.AloneBytes ? before : AheadStream.AloneBytes + (AheadStream.Pieces * AheadStream.PieceBytes));
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    private static byte[] Made(int length)
    {
        byte[] bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ReadAll(Stream stream, int step)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content, step);
        return content.ToArray();
    }

    /// <summary>Gives bytes in pieces of uneven size, and breaks after them.</summary>
    private sealed class BreakingStream(byte[] content, Exception? end) : ForwardStream
    {
        private int _given;

        public int Given => _given;

        public bool IsDisposed { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int given = Math.Min(Math.Min(buffer.Length, content.Length - _given), 100_003);
            if (given == 0 && end is not null)
            {
                throw end;
            }

            content.AsSpan(_given, given).CopyTo(buffer);
            _given += given;
            return given;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
