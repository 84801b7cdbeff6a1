using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Decode;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Decode;

/// <summary>
/// Bytes that no publisher means. Whatever is taken must be what the generated parser makes of it, and what that
/// parser refuses must be refused.
/// </summary>
public class HostileBytesTests
{
    private const int Seed = 20240808;

    private SessionFixture? _fixture;

    [Fact]
    public async Task TryCheck_EveryTruncation_AgreesWithTheGeneratedParser()
    {
        foreach (PublishRequest request in Samples(40))
        {
            byte[] bytes = request.ToByteArray();
            for (int length = 0; length <= bytes.Length; length++)
            {
                await AgreeAsync(bytes.AsMemory(0, length), mayRefuse: false);
            }
        }
    }

    [Fact]
    public async Task TryCheck_EveryByteChanged_TakesOnlyWhatTheGeneratedParserTakes()
    {
        var random = new Random(Seed);
        foreach (PublishRequest request in Samples(300))
        {
            byte[] bytes = request.ToByteArray();
            for (int at = 0; at < bytes.Length; at++)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << random.Next(8));
                await AgreeAsync(changed, mayRefuse: true);
            }
        }
    }

    [Fact]
    public async Task TryCheck_RandomBytes_TakesOnlyWhatTheGeneratedParserTakes()
    {
        var random = new Random(Seed);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);

            // Starts that get past the first field, more often than chance would.
            byte[] start = random.Next(3) switch { 0 => [0x1A, (byte)(bytes.Length + 2), 0x0A, (byte)bytes.Length], 1 => [0x1A, (byte)bytes.Length], _ => [] };
            await AgreeAsync((byte[])[.. start, .. bytes], mayRefuse: true);
        }
    }

    // Ours refuses more: groups, and text that is not UTF-8.
    private async Task AgreeAsync(ReadOnlyMemory<byte> bytes, bool mayRefuse)
    {
        PublishRequest? expected = null;
        try
        {
            expected = PublishRequest.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            // Stays null.
        }

        bool legal = PublishRequestDecoder.TryCheck(bytes.Span, out RequestKind kind, out BatchCursor cursor);
        if (!legal)
        {
            Assert.True(mayRefuse || expected is null, $"refused {Convert.ToHexString(bytes.Span)}");
            return;
        }

        Assert.True(expected is not null, $"took {Convert.ToHexString(bytes.Span)}");
        Assert.Equal((int)expected.MessageCase, (int)kind);
        if (kind == RequestKind.Batch)
        {
            List<Model.Tick> decoded = await DecodedAsync(bytes, cursor);
            Assert.Equal(expected.Batch.Ticks.Select(ExpectedTick.Of), decoded);
        }
    }

    // Walks the batch as the decoder does, but keeps every tick, whatever a session would say of it.
    private async Task<List<Model.Tick>> DecodedAsync(ReadOnlyMemory<byte> bytes, BatchCursor cursor)
    {
        _fixture ??= await SessionFixture.OpenAsync(instruments: 0);
        while (!PublishRequestDecoder.Decode(bytes.Span, _fixture.Session, _fixture.Rejects, ref cursor))
        {
            await _fixture.FlushAsync();
        }

        return TicksOf(bytes.Span);
    }

    private static List<Model.Tick> TicksOf(ReadOnlySpan<byte> message)
    {
        Assert.True(PublishRequestDecoder.TryCheck(message, out _, out BatchCursor cursor));
        var ticks = new List<Model.Tick>();
        var request = new ProtobufReader(message[cursor.Offset..]);
        while (!request.IsAtEnd && request.TryReadTag(out uint tag))
        {
            if (tag != 0x1A)
            {
                Assert.True(request.TrySkip(tag));
                continue;
            }

            Assert.True(request.TryReadBytes(out ReadOnlySpan<byte> batchBytes));
            var batch = new ProtobufReader(batchBytes);
            while (!batch.IsAtEnd && batch.TryReadTag(out uint inner))
            {
                if (inner == 0x0A)
                {
                    Assert.True(batch.TryReadBytes(out ReadOnlySpan<byte> tick));
                    ticks.Add(TickDecoder.Decode(tick));
                }
                else
                {
                    Assert.True(batch.TrySkip(inner));
                }
            }
        }

        return ticks;
    }

    private static IEnumerable<PublishRequest> Samples(int count) => RandomTicks.Batches.Sample(count, 6)
        .Append(TestFeed.Hello())
        .Append(new PublishRequest { Instrument = TestFeed.Definition() })
        .Append(new PublishRequest { End = new EndOfFeed { Reason = "é" } });
}
