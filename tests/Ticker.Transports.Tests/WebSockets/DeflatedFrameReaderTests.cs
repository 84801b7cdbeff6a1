using System.IO.Compression;
using System.Text;
using Ticker.Engine.Memory;
using Ticker.Protocol;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>RFC 7692, section 6, on the side that reads.</summary>
public sealed class DeflatedFrameReaderTests
{
    private const int MaxMessage = 1_000;
    private const int Compressed = 0xC1;

    private readonly MemoryBudget _budget = new(long.MaxValue);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(MaxMessage)]
    public void Message_OfUpToTheLimitInflated_IsWhole(int length)
    {
        byte[] text = [.. Enumerable.Range(0, length).Select(n => (byte)('a' + (n % 7)))];
        Assert.Equal(text, Whole(Frame(Compressed, Deflate(text))));
    }

    [Fact]
    public void Message_ThatCannotBeMadeSmaller_IsWholeAtTheLimit()
    {
        byte[] noise = new byte[MaxMessage];
        new Random(1).NextBytes(noise);
        byte[] stored = [0, 0xE8, 0x03, 0x17, 0xFC, .. noise, 0];
        Assert.Equal(noise, Whole(Frame(0xC2, stored)));
    }

    [Fact]
    public void Message_InFragments_IsInflatedWhole()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Grüße ", 30)));
        byte[] deflated = Deflate(text);
        byte[] frames = [.. Frame(0x41, deflated.AsSpan(0, 3)), .. Frame(0x00, deflated.AsSpan(3, 4)), .. Frame(0x80, deflated.AsSpan(7))];
        Assert.Equal(text, Whole(frames));
    }

    [Fact]
    public void Message_NotCompressed_IsReadAsItIs() => Assert.Equal("plain"u8.ToArray(), Whole(Frame(0x81, "plain"u8)));

    [Fact]
    public void Message_OfTheRfcsSamples_IsHello()
    {
        // Sections 7.2.3.1 to 7.2.3.5: one block, none compressed, its last block marked as such, and two blocks.
        byte[][] samples =
        [
            [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00],
            [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00], [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00],
        ];
        Assert.All(samples, sample => Assert.Equal("Hello"u8.ToArray(), Whole(Frame(Compressed, sample))));
    }

    [Theory]
    [InlineData(MaxMessage + 1)]
    [InlineData(256 * 1024 * 1024)]
    public void Message_OverTheLimitInflated_IsTooLongAndHoldsNoMore(int length)
    {
        FrameReader reader = Reader();
        Assert.Equal(FrameEvent.Fault, reader.Read(Frame(Compressed, Bomb(length), extraLimit: true), out _));
        Assert.Equal(1009, reader.Fault.Code);
        Assert.InRange(_budget.Taken, 0, 16 * 1024);
    }

    [Theory]
    [InlineData("corrupt", 0xC1, new byte[] { 0xff, 0xff, 0xff, 0xff }, 1007)]
    [InlineData("cut short", 0xC1, new byte[] { 0xf2, 0x48, 0xcd }, 1007)]
    [InlineData("a stored block cut short", 0xC1, new byte[] { 0x00, 0x0a, 0x00, 0xf5, 0xff, 0x48 }, 1007)]
    [InlineData("nothing at all", 0xC1, new byte[] { }, 1007)]
    [InlineData("not UTF-8 when inflated", 0xC1, new byte[] { 0x00, 0x02, 0x00, 0xfd, 0xff, 0xc3, 0x28, 0x00 }, 1007)]
    [InlineData("RSV1 on a ping", 0xC9, new byte[] { }, 1002)]
    [InlineData("RSV1 on a close", 0xC8, new byte[] { }, 1002)]
    [InlineData("RSV1 on a continuation", 0xC0, new byte[] { 0x00 }, 1002)]
    [InlineData("RSV2", 0xA1, new byte[] { 0x00 }, 1002)]
    [InlineData("RSV1 and RSV3", 0xD1, new byte[] { 0x00 }, 1002)]
    public void Frame_AgainstTheRules_IsAFault(string what, int first, byte[] payload, int code)
    {
        FrameReader reader = Reader();
        if (first == 0xC0)
        {
            Assert.Equal(FrameEvent.None, reader.Read(Frame(0x41, [0xf2]), out _));
        }

        Assert.Equal(FrameEvent.Fault, reader.Read(Frame(first, payload), out _));
        Assert.True(code == reader.Fault.Code, $"{what}: {reader.Fault}");
    }

    [Fact]
    public void Message_CompressedWhereThatWasNotAgreed_IsAFault()
    {
        var reader = new FrameReader(MaxMessage, new MemoryShare(_budget, 0));
        Assert.Equal(FrameEvent.Fault, reader.Read(Frame(Compressed, Deflate("x"u8)), out _));
        Assert.Equal(1002, reader.Fault.Code);
    }

    [Fact]
    public void Memory_AfterAMessage_IsGivenBack()
    {
        FrameReader reader = Reader();
        reader.Read(Frame(Compressed, Deflate(new byte[MaxMessage])), out _);
        Assert.NotEqual(0, _budget.Taken);
        reader.Clear();
        Assert.Equal(0, _budget.Taken);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> message)
    {
        byte[] destination = new byte[(message.Length * 2) + 16];
        return destination[..new MessageDeflater().Deflate(message, destination)];
    }

    // As small as can be for what it becomes.
    private static byte[] Bomb(int length)
    {
        using var output = new MemoryStream();
        using (var deflating = new DeflateStream(output, CompressionLevel.SmallestSize))
        {
            byte[] zeros = new byte[Math.Min(length, 1024 * 1024)];
            for (int left = length; left > 0; left -= zeros.Length)
            {
                deflating.Write(zeros, 0, Math.Min(left, zeros.Length));
            }
        }

        byte[] bomb = output.ToArray();

        // What comes of its first bytes is too much already.
        return bomb[..Math.Min(bomb.Length, MaxMessage)];
    }

    private static byte[] Frame(int first, ReadOnlySpan<byte> payload, bool extraLimit = false)
    {
        Assert.True(payload.Length < 65_536 && (extraLimit || payload.Length <= MaxMessage + 64));
        byte[] head = payload.Length < 126
            ? [(byte)first, (byte)(0x80 | payload.Length), 0, 0, 0, 0]
            : [(byte)first, 0xFE, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        return [.. head, .. payload];
    }

    private FrameReader Reader() => new(MaxMessage, new MemoryShare(_budget, 0), mayBeDeflated: true);

    private byte[] Whole(byte[] frames)
    {
        FrameReader reader = Reader();
        Assert.Equal(FrameEvent.Message, reader.Read(frames, out int used));
        Assert.Equal(frames.Length, used);
        return reader.Message.ToArray();
    }
}
