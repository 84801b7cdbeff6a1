using Ticker.Feeds.Grpc.Decode;

namespace Ticker.Feeds.Grpc.Tests.Decode;

public class ProtobufReaderTests
{
    [Theory]
    [InlineData("00", 0ul)]
    [InlineData("7F", 127ul)]
    [InlineData("8001", 128ul)]
    [InlineData("AC02", 300ul)]
    [InlineData("8000", 0ul)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", ulong.MaxValue)]
    [InlineData("FFFFFFFFFFFFFFFFFF7F", ulong.MaxValue)]
    public void TryReadVarint_Legal_GivesItsValue(string hex, ulong expected)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadVarint(out ulong value));
        Assert.Equal(expected, value);
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void TryReadVarint_AnyLengthBeforeAnyRest_GivesItsValueAndStopsBehindIt()
    {
        Span<byte> bytes = stackalloc byte[32];
        for (int bits = 0; bits <= 64; bits++)
        {
            ulong expected = bits == 0 ? 0 : ulong.MaxValue >> (64 - bits) & 0xD5A3_96C7_5A3C_F00F | 1UL << (bits - 1);
            for (int rest = 0; rest <= 16; rest++)
            {
                foreach (byte behind in (ReadOnlySpan<byte>)[0x00, 0x7F, 0x80, 0xFF])
                {
                    bytes.Fill(behind);
                    int length = 0;
                    for (ulong left = expected; length == 0 || left != 0; left >>= 7)
                    {
                        bytes[length++] = (byte)(left > 0x7F ? left | 0x80 : left);
                    }

                    var reader = new ProtobufReader(bytes[..(length + rest)]);
                    Assert.True(reader.TryReadVarint(out ulong value));
                    Assert.Equal(expected, value);
                    Assert.Equal(length, reader.Position);
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("FFFFFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")]
    public void TryReadVarint_TruncatedOrTooLong_IsRefused(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.False(reader.TryReadVarint(out _));
    }

    [Theory]
    [InlineData("00", 0)]
    [InlineData("01", -1)]
    [InlineData("02", 1)]
    [InlineData("FEFFFFFFFFFFFFFFFF01", long.MaxValue)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", long.MinValue)]
    public void TryReadZigZag_Legal_GivesItsValue(string hex, long expected)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadZigZag(out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("07")]
    [InlineData("8080808010")]
    [InlineData("FFFFFFFFFFFFFFFFFF01")]
    public void TryReadTag_FieldZeroOrBeyond32Bits_IsRefused(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.False(reader.TryReadTag(out _));
    }

    [Theory]
    [InlineData("0A01")]
    [InlineData("0A05AABBCCDD")]
    [InlineData("0AFFFFFFFF0F")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF01")]
    [InlineData("0900112233445566")]
    [InlineData("0D001122")]
    [InlineData("0880")]
    [InlineData("0B0C")]
    [InlineData("0C")]
    [InlineData("0E")]
    [InlineData("0F")]
    public void TrySkip_BeyondTheEndOrGroupOrUnknownWireType_IsRefused(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadTag(out uint tag));
        Assert.False(reader.TrySkip(tag));
    }

    [Theory]
    [InlineData("08AC02")]
    [InlineData("090011223344556677")]
    [InlineData("0A03AABBCC")]
    [InlineData("0A00")]
    [InlineData("0D00112233")]
    public void TrySkip_Legal_ReachesTheEnd(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadTag(out uint tag));
        Assert.True(reader.TrySkip(tag));
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void TryReadFixed64_EightBytes_AreLittleEndian()
    {
        var reader = new ProtobufReader(Convert.FromHexString("0102030405060708"));
        Assert.True(reader.TryReadFixed64(out ulong value));
        Assert.Equal(0x0807060504030201ul, value);
        Assert.False(reader.TryReadFixed64(out _));
    }
}
