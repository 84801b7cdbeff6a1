using System.IO.Compression;
using System.Text;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public sealed class FrameDeflaterTests
{
    [Fact]
    public void Deflate_FramesOfEveryKindAndLength_AreTheSameMessages()
    {
        using var deflater = new FrameDeflater();
        (WebSocketOpcode Opcode, byte[] Payload)[] messages =
        [
            .. new[] { 0, 1, 125, 126, 127, 128, 129, 1_000, 60_000, 65_535, 70_000 }.Select(length => (WebSocketOpcode.Text, Quotes(length))),
            (WebSocketOpcode.Ping, "ticker"u8.ToArray()), (WebSocketOpcode.Binary, Noise(500)), (WebSocketOpcode.Close, [3, 232]),
        ];
        byte[] frames = [.. messages.SelectMany(message => Frame(message.Opcode, message.Payload))];
        for (int time = 0; time < 3; time++)
        {
            ReadOnlySpan<byte> rest = deflater.Deflate(frames);
            Assert.InRange(rest.Length, 1, frames.Length / 2);
            foreach ((WebSocketOpcode opcode, byte[] payload) in messages)
            {
                bool isDeflated = (rest[0] & WebSocketFrame.Compressed) != 0;
                Assert.True(WebSocketFrame.TryTake(ref rest, out WebSocketOpcode got, out ReadOnlySpan<byte> came));
                Assert.Equal((opcode, opcode == WebSocketOpcode.Text && payload.Length >= MessageDeflater.LeastWorthIt), (got, isDeflated));
                Assert.Equal(payload, isDeflated ? Inflate(came) : came.ToArray());
            }

            Assert.True(rest.IsEmpty);
        }
    }

    private static byte[] Quotes(int length) => [.. Enumerable.Repeat(Encoding.UTF8.GetBytes("""{"T":"q","S":"XNAS:AAPL","bp":187.23}"""), (length / 30) + 1).SelectMany(one => one).Take(length)];

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Frame(WebSocketOpcode opcode, byte[] payload)
    {
        byte[] frame = new byte[payload.Length + WebSocketFrame.MaxHeader];
        return frame[..WebSocketFrame.Write(frame, opcode, payload)];
    }

    private static byte[] Inflate(ReadOnlySpan<byte> deflated)
    {
        using var inflated = new MemoryStream();
        using var stream = new DeflateStream(new MemoryStream([.. deflated, 0, 0, 0xff, 0xff]), CompressionMode.Decompress);
        stream.CopyTo(inflated);
        return inflated.ToArray();
    }
}
