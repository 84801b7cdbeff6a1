using Ticker.Recording.Import.Unpacking;
using Ticker.Recording.Tests.Import.Binance;

namespace Ticker.Recording.Tests.Import.Unpacking;

public class WholeGzipStreamTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 3_000).Select(n => (byte)('a' + (n * n % 23)))];

    [Fact]
    public void Read_CutAtEveryByte_ThrowsUnlessWhole()
    {
        byte[] one = RawText.Gzip(Text[..1_000]);
        byte[] two = [.. one, .. RawText.Gzip(Text[1_000..])];
        for (int length = 2; length <= two.Length; length++)
        {
            (byte[] text, bool whole) = ReadAll(two[..length]);

            Assert.True(whole == (length == one.Length || length == two.Length), $"cut at {length} of {one.Length} and {two.Length}");
            Assert.Equal(Text[..text.Length], text);
            Assert.True(!whole || text.Length == (length == one.Length ? 1_000 : 3_000));
        }
    }

    [Fact]
    public void Read_AnyByteOfTheChecksumOrLengthChanged_Throws()
    {
        byte[] stored = RawText.Gzip(Text);
        for (int back = 1; back <= 8; back++)
        {
            byte[] damaged = [.. stored];
            damaged[^back] ^= 0x10;

            Assert.False(ReadAll(damaged).Whole);
        }
    }

    [Fact]
    public void Read_SomethingElseAfterTheEnd_Throws()
    {
        Assert.False(ReadAll([.. RawText.Gzip(Text), .. "and more"u8]).Whole);
    }

    private static (byte[] Text, bool Whole) ReadAll(byte[] stored)
    {
        using var stream = new WholeGzipStream(new MemoryStream(stored));
        using var text = new MemoryStream();
        try
        {
            var some = new byte[777];
            int read;
            while ((read = stream.Read(some)) > 0)
            {
                text.Write(some, 0, read);
            }

            Assert.Equal(0, stream.Read(some));
            return (text.ToArray(), true);
        }
        catch (InvalidDataException)
        {
            return (text.ToArray(), false);
        }
    }
}
