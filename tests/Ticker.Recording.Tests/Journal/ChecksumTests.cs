using System.Text;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

public sealed class ChecksumTests
{
    // The examples of RFC 3720, appendix B.4, and the usual one of nine digits.
    [Fact]
    public void Of_PublishedExamples_IsWhatTheySay()
    {
        Assert.Equal(0xE3069283u, Checksum.Of(Encoding.ASCII.GetBytes("123456789")));
        Assert.Equal(0x8A9136AAu, Checksum.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Checksum.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Checksum.Of([.. Enumerable.Range(0, 32).Select(n => (byte)n)]));
        Assert.Equal(0u, Checksum.Of([]));
    }

    [Theory]
    [InlineData(3_071)]
    [InlineData(3_072)]
    [InlineData(6_149)]
    [InlineData(65_528)]
    public void Of_LongText_IsWhatBitByBitComesTo(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Assert.Equal(BitByBit(bytes), Checksum.Of(bytes));
    }

    private static uint BitByBit(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte one in bytes)
        {
            sum ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0x82F63B78;
            }
        }

        return ~sum;
    }
}
