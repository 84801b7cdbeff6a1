using System.IO.Compression;
using System.IO.Pipelines;
using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Calls;

public class GrpcMessageReaderTests
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task TryRead_ChunksOfAnySize_GivesTheSameMessages(int chunk)
    {
        byte[][] messages = [[], [7], [.. Enumerable.Range(0, 300).Select(n => (byte)n)], new byte[9_000], [1, 2, 3]];
        byte[] body = [.. messages.SelectMany(message => TestCall.Frame(message))];

        Assert.Equal(messages, await ReadAllAsync(body, chunk: chunk));
    }

    [Fact]
    public async Task WaitAsync_EndWithinAMessage_IsInternalWhereverItIs()
    {
        byte[] body = TestCall.Frame([1, 2, 3]);
        Assert.Empty(await ReadAllAsync([]));
        for (int length = 1; length < body.Length; length++)
        {
            await ThrowsAsync(GrpcStatusCode.Internal, body[..length]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public Task TryRead_FlagThatIsNone_IsInternal(byte flag) => ThrowsAsync(GrpcStatusCode.Internal, TestCall.Frame([1], flag));

    [Theory]
    [InlineData(Limit + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(uint.MaxValue)]
    public async Task TryRead_LengthBeyondTheLimit_IsResourceExhaustedBeforeAnyOfItCame(uint length)
    {
        byte[] prefix = [0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        GrpcException e = await ThrowsAsync(GrpcStatusCode.ResourceExhausted, prefix);
        Assert.Contains($"{length}", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{Limit}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryRead_JustTheLimit_IsTaken()
    {
        byte[] message = new byte[Limit];
        Assert.Equal(message, Assert.Single(await ReadAllAsync(TestCall.Frame(message))));
        Assert.Equal(message, Assert.Single(await ReadAllAsync(TestCall.Frame(Gzip(message), 1), GrpcEncoding.Gzip)));
    }

    [Fact]
    public async Task TryRead_Gzip_IsInflatedAndPlainMessagesBetweenAreNot()
    {
        byte[] first = [.. Enumerable.Range(0, 50_000).Select(n => (byte)(n * n))];
        byte[] body = [.. TestCall.Frame(Gzip(first), 1), .. TestCall.Frame([9]), .. TestCall.Frame(Gzip([]), 1)];
        Assert.Equal([first, [9], []], await ReadAllAsync(body, GrpcEncoding.Gzip));
    }

    [Theory]
    [InlineData((int)GrpcEncoding.Unnamed)]
    [InlineData((int)GrpcEncoding.Identity)]
    public Task TryRead_CompressedButNoEncodingNamed_IsInternal(int encoding) =>
        ThrowsAsync(GrpcStatusCode.Internal, TestCall.Frame(Gzip([1]), 1), (GrpcEncoding)encoding);

    [Fact]
    public async Task TryRead_GzipThatIsNot_IsInternal()
    {
        byte[] good = Gzip(new byte[1000]);
        await ThrowsAsync(GrpcStatusCode.Internal, TestCall.Frame("not gzip at all"u8, 1), GrpcEncoding.Gzip);
        for (int length = 1; length < good.Length; length++)
        {
            await ThrowsAsync(GrpcStatusCode.Internal, TestCall.Frame(good.AsSpan(0, length), 1), GrpcEncoding.Gzip);
        }

        good[^5] ^= 1;
        await ThrowsAsync(GrpcStatusCode.Internal, TestCall.Frame(good, 1), GrpcEncoding.Gzip);
    }

    [Fact]
    public async Task TryRead_GzipBomb_StopsAtTheLimit()
    {
        byte[] bomb = Gzip(new byte[16 * 1024 * 1024]);
        Assert.True(bomb.Length < Limit);
        await ThrowsAsync(GrpcStatusCode.ResourceExhausted, TestCall.Frame(bomb, 1), GrpcEncoding.Gzip);

        byte[] buffer = [];
        Assert.Throws<GrpcException>(() => GzipInflater.Inflate(bomb, ref buffer, Limit));
        Assert.InRange(buffer.Length, Limit, 2 * Limit);
        await ThrowsAsync(GrpcStatusCode.ResourceExhausted, TestCall.Frame(Gzip(new byte[Limit + 1]), 1), GrpcEncoding.Gzip);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    private static async Task<GrpcException> ThrowsAsync(GrpcStatusCode code, byte[] body, GrpcEncoding encoding = GrpcEncoding.Unnamed)
    {
        GrpcException e = await Assert.ThrowsAsync<GrpcException>(() => ReadAllAsync(body, encoding));
        Assert.Equal(code, e.Code);
        return e;
    }

    private static async Task<List<byte[]>> ReadAllAsync(byte[] body, GrpcEncoding encoding = GrpcEncoding.Unnamed, int chunk = 10_000)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        Task writing = WriteAsync(pipe.Writer, body, chunk);
        using var reader = new GrpcMessageReader(pipe.Reader, encoding, Limit);
        var messages = new List<byte[]>();
        while (await reader.WaitAsync(CancellationToken.None))
        {
            while (reader.TryRead(out ReadOnlyMemory<byte> message))
            {
                messages.Add(message.ToArray());
            }
        }

        await writing;
        return messages;
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] body, int chunk)
    {
        for (int at = 0; at < body.Length; at += chunk)
        {
            await writer.WriteAsync(body.AsMemory(at, Math.Min(chunk, body.Length - at)));
            await Task.Yield();
        }

        await writer.CompleteAsync();
    }
}
