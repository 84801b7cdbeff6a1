using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;
using Ticker.Engine.Tests.Fakes;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Decode;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Fuzz.Tests.Fuzzing;
using Wire = Ticker.Feeds.Contract.V1;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// The body of a publisher's call, cut anywhere. What is taken is what the generated parser takes, and every tick of it goes on, is rejected or
/// is a duplicate; the framing is refused with a gRPC status and nothing else.
/// </summary>
internal sealed class PublishStreams : IFuzzTarget
{
    private const int MaxMessage = 8_192;

    public string Name => "publish-streams";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0, 0, 0, 0, 0], [1, 0, 0, 0, 3], [0, 0xFF, 0xFF, 0xFF, 0xFF], [0x1A], [0x0A], [0x0B], [0x0C], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x80, 0x80, 0x80, 0x80, 0x10], [0x1A, 0x80, 0x00],
        [0x08, 0x96, 0x01], [0xED, 0xA0, 0x80], [0x1F, 0x8B, 8],
    ];

    public byte[] Whole(Random random)
    {
        byte[] body = [];
        for (int left = random.Next(1, 5); left > 0; left--)
        {
            byte[] message = Any(random).ToByteArray();
            bool packed = random.Next(3) == 0;
            message = packed ? Gzip(message) : message;
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
            body = [.. body, (byte)(packed ? 1 : 0), .. length, .. message];
        }

        return body;
    }

    public string Read(byte[] input, Random random)
    {
        var pipeline = new TestPipeline();
        TestFeed feed = pipeline.OpenFeed().Define("XNAS:AAPL", "XNAS:MSFT");
        pipeline.Run();
        var rejects = new RejectLog(64);
        long given = 0;
        int before = pipeline.Tape.Count;
        string outcome = "";
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, minimumSegmentSize: 64));
        using var reader = new GrpcMessageReader(pipe.Reader, random.Next(4) == 0 ? GrpcEncoding.Identity : GrpcEncoding.Gzip, MaxMessage);
        try
        {
            foreach (byte[]? part in Parts(input, random).Append(null))
            {
                bool more = Wait(reader, pipe.Writer, part);
                while (more && reader.TryRead(out ReadOnlyMemory<byte> message))
                {
                    Assert.InRange(message.Length, 0, MaxMessage);
                    outcome = Take(message.Span, feed, rejects, ref given);
                    feed.Flush();
                    pipeline.Run();
                }
            }
        }
        catch (GrpcException refused)
        {
            outcome = Outcome.Of(refused.Message);
        }

        int went = pipeline.Tape.Skip(before).Count(record => record.Kind < TickKind.Definition);
        Assert.Equal(given, went + rejects.Total + feed.Feed.Counts.Duplicates);
        return outcome;
    }

    public long MostReserved(int length) => 20_000_000 + (1_000L * length);

    private static string Take(ReadOnlySpan<byte> message, TestFeed feed, RejectLog rejects, ref long given)
    {
        PublishRequest? expected = null;
        try
        {
            expected = PublishRequest.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            // Stays null: it must be refused. More may be: groups, and text that is not UTF-8.
        }

        if (!PublishRequestDecoder.TryCheck(message, out RequestKind kind, out BatchCursor cursor))
        {
            return "refused";
        }

        Assert.True(expected is not null, $"took {Convert.ToHexString(message)}");
        Assert.Equal((int)expected.MessageCase, (int)kind);
        if (kind != RequestKind.Batch)
        {
            return $"{kind}";
        }

        while (!PublishRequestDecoder.Decode(message, feed.Session, rejects, ref cursor))
        {
            feed.Flush();
        }

        given += expected.Batch.Ticks.Count;
        return $"{kind} {Outcome.Of(rejects.Total)}";
    }

    // Gives the reader a part of the body, or its end.
    private static bool Wait(GrpcMessageReader reader, PipeWriter writer, byte[]? part)
    {
        if (part is null)
        {
            writer.Complete();
        }
        else
        {
            Assert.True(writer.WriteAsync(part).AsTask().IsCompletedSuccessfully);
        }

        Task<bool> waiting = reader.WaitAsync(CancellationToken.None).AsTask();
        Assert.True(waiting.IsCompleted, "it waits although there is something to read");
        return waiting.GetAwaiter().GetResult();
    }

    private static IEnumerable<byte[]> Parts(byte[] input, Random random)
    {
        for (int at = 0; at < input.Length;)
        {
            int length = Math.Min(input.Length - at, random.Next(1, 300));
            yield return input[at..(at + length)];
            at += length;
        }
    }

    private static PublishRequest Any(Random random) => random.Next(8) switch
    {
        0 => new PublishRequest { Hello = new Hello { Feed = "alpha", RunId = 1 } },
        1 => new PublishRequest { Instrument = new InstrumentDefinition { Number = 3, Venue = "XNAS", Symbol = "é" } },
        2 => new PublishRequest { End = new EndOfFeed { Reason = "done" } },
        _ => new PublishRequest { Batch = new Wire.TickBatch { Ticks = { Enumerable.Range(0, random.Next(6)).Select(_ => AnyTick(random)) } } },
    };

    private static Wire.Tick AnyTick(Random random)
    {
        var tick = new Wire.Tick { Instrument = (uint)random.Next(4), Sequence = (ulong)random.Next(1, 30), EventTime = (ulong)random.NextInt64() };
        switch (random.Next(4))
        {
            case 0:
                tick.Trade = new Trade { Price = random.Next(), Size = random.Next(-1, 10), TradeIdText = random.Next(2) == 0 ? "" : "T-1" };
                break;
            case 1:
                tick.Status = new Status { State = (Wire.TradingState)random.Next(6), Reason = new string('x', random.Next(40)) };
                break;
            case 2:
                tick.Quote = new Quote { BidPrice = random.Next(), BidSize = 1, AskPrice = random.Next(), AskSize = random.NextInt64() };
                break;
        }

        return tick;
    }

    private static byte[] Gzip(byte[] message)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return packed.ToArray();
    }
}
