using System.Text;
using Ticker.Client.Streams.Roads;

namespace Ticker.Client.Tests.Streams.Roads;

public class ServerEventsTests
{
    private const string Stream = "retry: 1000\n\nevent: welcome\ndata: {\"\u00e9\":1}\n\n: heartbeat\nid: 7:41\n\r\nevent: ticks\ndata: a\ndata:b\nid: 7:42\n\n";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task ReadAllAsync_PiecesOfAnySize_GivesEveryBlockAndTheIdsOfComments(int size)
    {
        using var body = new PieceStream(Encoding.UTF8.GetBytes(Stream), size);
        List<(string?, string?, string?)> blocks = [];
        await foreach (ServerEvent one in ServerEvents.ReadAllAsync(body, default))
        {
            blocks.Add((one.Name, one.Data is null ? null : Encoding.UTF8.GetString(one.Data), one.Id));
        }

        Assert.Equal([(null, null, null), ("welcome", "{\"\u00e9\":1}", null), (null, null, "7:41"), ("ticks", "a\nb", "7:42")], blocks);
    }

    [Fact]
    public async Task ReadAllAsync_ALineThatDoesNotEnd_IsRefused()
    {
        using var body = new MemoryStream(new byte[2_000_000]);

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (ServerEvent _ in ServerEvents.ReadAllAsync(body, default))
            {
            }
        });
    }

    private sealed class PieceStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
