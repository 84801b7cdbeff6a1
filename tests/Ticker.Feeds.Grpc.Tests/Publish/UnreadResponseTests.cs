using System.Buffers.Binary;
using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Tests.Http;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

/// <summary>Publishers that do not read what they are answered.</summary>
public class UnreadResponseTests
{
    private const byte DataFrame = 0;
    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;
    private const int Rounds = 2_000;

    [Fact]
    public async Task Publish_NoWindowForResponses_EveryTickIsTakenAndTheStreamIsLetGo()
    {
        // So many rejects at once that they do not fit in what the HTTP server itself keeps for a stream.
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(new GrpcFeedOptions { MaxRejectsPerRound = 10_000 });
        using RawHttp2 raw = await RawHttp2.OpenAsync(host.Address, TestFeed.Path, window: 0);
        await PublishAsync(host, raw);

        await raw.SendAsync(default, end: true);

        await host.NextAsync(Model.FeedState.Stale);
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
        while ((await raw.ReadAsync()).Type != ResetFrame)
        {
            // The response's headers need no window.
        }
    }

    [Fact]
    public async Task Publish_WindowGivenLate_BringsTheNewestAckAndFewBefore()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        using RawHttp2 raw = await RawHttp2.OpenAsync(host.Address, TestFeed.Path, window: 0);
        await PublishAsync(host, raw);

        await raw.GiveWindowAsync(1_000_000);

        List<PublishResponse> responses = await ReadUntilAsync(raw, response => response.Ack is { Received: Rounds * 11, RejectedTotal: Rounds * 10 });
        Assert.NotNull(responses[0].Ready);

        // What the HTTP server keeps for a stream that does not read (64 KiB), and a round or two; not one for each batch.
        Assert.InRange(responses.Sum(response => response.CalculateSize() + 5), 0, (64 + 16) * 1024);
        Assert.Equal((ulong)(Rounds * 11) - 1, responses.Last(response => response.Reject is not null).Reject.Sequence);
    }

    // Ten refused ticks and a good one, again and again; done when the last good one has come through.
    private static async Task PublishAsync(FeedDoorHost host, RawHttp2 raw)
    {
        await SendAsync(raw, TestFeed.Hello());
        await SendAsync(raw, new PublishRequest { Instrument = TestFeed.Definition() });
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                ulong first = (ulong)(i * 11) + 1;
                var batch = new TickBatch { Ticks = { Enumerable.Range(0, 10).Select(n => TestFeed.Trade(first + (ulong)n, instrument: 9)), TestFeed.Trade(first + 10) } };
                await SendAsync(raw, new PublishRequest { Batch = batch });
            }
        });
        for (int i = 0; i < Rounds; i++)
        {
            Assert.Equal((ulong)(i * 11) + 11, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }

        await writing.WaitAsync(Patience.Limit);
    }

    private static Task SendAsync(RawHttp2 raw, PublishRequest request) => raw.SendAsync(TestCall.Frame(request.ToByteArray()));

    private static async Task<List<PublishResponse>> ReadUntilAsync(RawHttp2 raw, Predicate<PublishResponse> isLast)
    {
        var responses = new List<PublishResponse>();
        var body = new List<byte>();
        while (responses.Count == 0 || !isLast(responses[^1]))
        {
            (byte type, _, byte[] payload) = await raw.ReadAsync();
            Assert.True(type is DataFrame or HeadersFrame);
            if (type == DataFrame)
            {
                body.AddRange(payload);
            }

            while (TryCut(body) is { } response)
            {
                responses.Add(response);
            }
        }

        return responses;
    }

    private static PublishResponse? TryCut(List<byte> body)
    {
        if (body.Count < 5 || body.Count < 5 + BinaryPrimitives.ReadInt32BigEndian(body[1..5].ToArray()))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(body[1..5].ToArray());
        PublishResponse response = PublishResponse.Parser.ParseFrom(body[5..(5 + length)].ToArray());
        body.RemoveRange(0, 5 + length);
        return response;
    }
}
