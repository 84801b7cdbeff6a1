using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Protocol.Tests.Frames;

public sealed class MessageDeflaterTests
{
    // What a receiver puts behind a message, and a last block, so that reading it comes to an end.
    private static readonly byte[] End = [0, 0, 0xFF, 0xFF, 1, 0, 0, 0xFF, 0xFF];

    private readonly MessageDeflater _deflater = new();

    [Fact]
    public void Deflate_AnyBytes_InflateToTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Assert.Equal(bytes, Inflate(Deflate(bytes)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Deflate_BytesThatRepeat_InflateToTheSame()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            byte[] bytes = Repeating(new Random(seed));
            Assert.True(bytes.AsSpan().SequenceEqual(Inflate(Deflate(bytes))), $"seed {seed}");
        }
    }

    [Fact]
    public void Deflate_EveryLengthOfARun_InflatesToTheSame()
    {
        for (int length = 0; length <= 600; length++)
        {
            byte[] bytes = [.. "start"u8, .. Enumerable.Repeat((byte)'x', length), .. "end"u8];
            Assert.Equal(bytes, Inflate(Deflate(bytes)));
        }
    }

    [Fact]
    public void Deflate_AMatchAtEveryDistance_InflatesToTheSame()
    {
        byte[] noise = new byte[40_000];
        new Random(1).NextBytes(noise);
        foreach (int distance in Enumerable.Range(4, 600).Concat([1_024, 1_025, 4_096, 4_097, 8_192, 16_384, 16_385, 32_767, 32_768, 32_769, 39_000]))
        {
            byte[] bytes = [.. noise.AsSpan(0, distance), .. noise.AsSpan(0, Math.Min(distance, 64))];
            Assert.True(bytes.AsSpan().SequenceEqual(Inflate(Deflate(bytes))), $"distance {distance}");
        }
    }

    [Fact]
    public void Deflate_TheSameAgain_GivesTheSameBytes()
    {
        byte[] other = Repeating(new Random(2));
        byte[] message = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"T\":\"q\",\"S\":\"XNAS:AAPL\"}", 20)));
        byte[] first = Deflate(message);
        Deflate(other);
        Assert.Equal(first, Deflate(message));
        Assert.True(first.Length < message.Length / 10, $"{first.Length} of {message.Length}");
    }

    [Fact]
    public void Deflate_IntoTooLittleRoom_IsZeroAndWritesNothingBeyond()
    {
        byte[] message = Repeating(new Random(3));
        int needed = Deflate(message).Length;
        for (int room = 0; room < needed; room++)
        {
            byte[] destination = new byte[room + 8];
            Assert.Equal(0, _deflater.Deflate(message, destination.AsSpan(0, room)));
            Assert.All(destination[room..], one => Assert.Equal(0, one));
        }

        Assert.Equal(needed, _deflater.Deflate(message, new byte[needed]));
    }

    [Fact]
    public void Deflate_AnyMessage_AllocatesNothing()
    {
        byte[] message = Repeating(new Random(4));
        byte[] destination = new byte[message.Length * 2];
        _deflater.Deflate(message, destination);
        Assert.Equal(0, Allocations.LeastOf(() => _deflater.Deflate(message, destination)));
    }

    private static byte[] Repeating(Random random)
    {
        var bytes = new List<byte>();
        int words = random.Next(1, 40);
        byte[][] known = [.. Enumerable.Range(0, words).Select(_ => Enumerable.Range(0, random.Next(1, 30)).Select(_ => (byte)random.Next(256)).ToArray())];
        for (int n = random.Next(1, 400); n > 0; n--)
        {
            bytes.AddRange(known[random.Next(words)]);
        }

        return [.. bytes];
    }

    private static byte[] Inflate(byte[] deflated)
    {
        using var whole = new MemoryStream([.. deflated, .. End]);
        using var inflating = new DeflateStream(whole, CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflating.CopyTo(output);
        return output.ToArray();
    }

    private byte[] Deflate(byte[] message)
    {
        byte[] destination = new byte[(message.Length * 2) + 16];
        int length = _deflater.Deflate(message, destination);
        Assert.NotEqual(0, length);
        return destination[..length];
    }
}
