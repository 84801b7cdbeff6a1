using Ticker.Recording.Import.Unpacking;

namespace Ticker.Recording.Tests.Import.Unpacking;

public class ZstdStreamTests
{
    private static readonly byte[] Content = Made(700_000);

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(300_000)]
    public void Read_OneFrame_AsItWas(int step)
    {
        (byte[] content, Exception? failure) = ReadAll(ZstdBytes.Compress(Content), step);

        Assert.Null(failure);
        Assert.Equal(Content, content);
    }

    [Fact]
    public void Read_SeveralFramesAndSomeToSkip_OneAfterTheOther()
    {
        byte[] stored =
        [
            .. ZstdBytes.Skippable([1, 2, 3]), .. ZstdBytes.Compress(Content[..100]), .. ZstdBytes.Skippable([]), .. ZstdBytes.Skippable(Content[..5_000]),
            .. ZstdBytes.Compress([]), .. ZstdBytes.Compress(Content[100..], 9), .. ZstdBytes.Skippable([9]),
        ];

        (byte[] content, Exception? failure) = ReadAll(stored, 4_096);

        Assert.Null(failure);
        Assert.Equal(Content, content);
    }

    [Fact]
    public void Read_CutAtEveryByte_AllThatCouldBeUnpackedThenAnError()
    {
        byte[] first = ZstdBytes.Compress(Content[..1_000]);
        byte[] stored = [.. first, .. ZstdBytes.Skippable([1, 2, 3, 4]), .. ZstdBytes.Compress(Content[1_000..3_000])];
        for (int length = 1; length < stored.Length; length++)
        {
            (byte[] content, Exception? failure) = ReadAll(stored[..length], 512);

            bool betweenFrames = length == first.Length || length == first.Length + 12;
            Assert.True(betweenFrames ? failure is null : failure is InvalidDataException, $"cut at {length}: {failure}");
            Assert.Equal(Content[..content.Length], content);
            Assert.True(length < first.Length || content.Length >= 1_000);
        }
    }

    [Fact]
    public void Read_DamageInTheMiddle_EveryBlockBeforeItIsGiven()
    {
        byte[] stored = ZstdBytes.Compress(Content, 1);
        int middle = stored.Length * 3 / 4;
        stored.AsSpan(middle).Fill(0xFF);

        (byte[] content, Exception? failure) = ReadAll(stored, 64 * 1024);

        Assert.IsType<InvalidDataException>(failure);
        Assert.True(content.Length >= Content.Length / 2, $"{content.Length} bytes");
        Assert.Equal(Content[..(Content.Length / 2)], content[..(Content.Length / 2)]);
    }

    [Fact]
    public void Read_SomethingElseAfterTheFrame_Throws()
    {
        (byte[] content, Exception? failure) = ReadAll([.. ZstdBytes.Compress(Content[..500]), .. "and more of it"u8], 100);

        Assert.IsType<InvalidDataException>(failure);
        Assert.Equal(Content[..500], content);
    }

    [Fact]
    public void Read_Disposed_Throws()
    {
        var stream = new ZstdStream(new MemoryStream(ZstdBytes.Compress(Content)));
        stream.Dispose();
        stream.Dispose();

        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    [Fact]
    public void Load_NoSuchLibrary_SaysWhichIsMissing()
    {
        var failure = Assert.Throws<IOException>(() => ZstdLibrary.Load("libzstd-that-is-not-there.so.9"));

        Assert.Contains("libzstd-that-is-not-there.so.9", failure.Message, StringComparison.Ordinal);
        Assert.Contains("libzstd1", failure.Message, StringComparison.Ordinal);
    }

    // Neither a constant nor noise: it compresses to about a third.
    private static byte[] Made(int length)
    {
        var random = new Random(7);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = i > 50 && random.Next(4) != 0 ? bytes[i - 50] : (byte)random.Next(256);
        }

        return bytes;
    }

    private static (byte[] Content, Exception? Failure) ReadAll(byte[] stored, int step)
    {
        using var stream = new ZstdStream(new MemoryStream(stored));
        using var content = new MemoryStream();
        try
        {
            var some = new byte[step];
            int read;
            while ((read = stream.Read(some)) > 0)
            {
                content.Write(some, 0, read);
            }

            return (content.ToArray(), null);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            return (content.ToArray(), failure);
        }
    }
}
