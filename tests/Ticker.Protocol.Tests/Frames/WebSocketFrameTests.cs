using System.Buffers.Binary;
using System.Text;

namespace Ticker.Protocol.Tests.Frames;

public class WebSocketFrameTests
{
    // RFC 6455, section 5.7: the unmasked examples.
    [Fact]
    public void Write_ExamplesOfTheStandard_SameBytes()
    {
        var buffer = new byte[300];
        Assert.Equal("810548656c6c6f", Convert.ToHexStringLower(buffer.AsSpan(0, WebSocketFrame.Write(buffer, WebSocketOpcode.Text, "Hello"u8))));
        Assert.Equal("890548656c6c6f", Convert.ToHexStringLower(buffer.AsSpan(0, WebSocketFrame.Write(buffer, WebSocketOpcode.Ping, "Hello"u8))));
        WebSocketFrame.Write(buffer, WebSocketOpcode.Binary, new byte[256]);
        Assert.Equal("827e0100", Convert.ToHexStringLower(buffer.AsSpan(0, 4)));
    }

    [Theory]
    [InlineData(0, "8200")]
    [InlineData(1, "8201")]
    [InlineData(125, "827d")]
    [InlineData(126, "827e007e")]
    [InlineData(65_535, "827effff")]
    [InlineData(65_536, "827f0000000000010000")]
    public void WriteHeaderBefore_Length_ShortestFormRightBeforeThePayload(int length, string header)
    {
        var buffer = new byte[WebSocketFrame.MaxHeader + 3 + length];
        int payload = WebSocketFrame.MaxHeader + 3;
        int start = WebSocketFrame.WriteHeaderBefore(buffer, payload, length, WebSocketOpcode.Binary);

        Assert.Equal(header, Convert.ToHexStringLower(buffer.AsSpan(start, payload - start)));
        Assert.True(buffer.AsSpan(0, start).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void Write_ControlPayloadTooLong_Throws()
    {
        var buffer = new byte[200];
        Assert.Equal(127, WebSocketFrame.Write(buffer, WebSocketOpcode.Pong, new byte[125]));
        Assert.Throws<ArgumentException>(() => WebSocketFrame.Write(buffer, WebSocketOpcode.Pong, new byte[126]));
    }

    [Theory]
    [InlineData(4008, "slow:1723161253937:41", "slow:1723161253937:41")]
    [InlineData(1000, "", "")]
    public void WriteClose_CodeAndReason_Whole(int code, string reason, string expected)
    {
        var buffer = new byte[127];
        int length = WebSocketFrame.WriteClose(buffer, code, reason);

        Assert.Equal(0x88, buffer[0]);
        Assert.Equal(length - 2, buffer[1]);
        Assert.Equal(code, BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(2)));
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.AsSpan(4, length - 4)));
    }

    [Theory]
    [InlineData('a', 123)]
    [InlineData('é', 122)]
    [InlineData('€', 123)]
    public void WriteClose_LongReason_CutAtACharacter(char letter, int bytes)
    {
        var buffer = new byte[127];
        int length = WebSocketFrame.WriteClose(buffer, 1001, new string(letter, 200));

        Assert.Equal(4 + bytes, length);
        Assert.Equal(2 + bytes, buffer[1]);
        Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(buffer.AsSpan(4, length - 4)));
    }

    [Fact]
    public void WriteClose_AstralCharacters_CutAtACharacter()
    {
        var buffer = new byte[127];
        int length = WebSocketFrame.WriteClose(buffer, 1001, string.Concat(Enumerable.Repeat("😀", 50)));
        Assert.Equal(4 + 120, length);
    }
}
