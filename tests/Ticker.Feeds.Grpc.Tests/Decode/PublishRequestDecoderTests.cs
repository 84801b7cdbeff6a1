using Google.Protobuf;
using Ticker.Engine.Normalize;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Decode;
using Ticker.Feeds.Grpc.Publish;

namespace Ticker.Feeds.Grpc.Tests.Decode;

public class PublishRequestDecoderTests
{
    [Fact]
    public async Task Decode_MoreTicksThanASessionHolds_GivesAllInOrder()
    {
        SessionFixture fixture = await SessionFixture.OpenAsync();
        var batch = new Contract.V1.TickBatch();
        batch.Ticks.AddRange(Enumerable.Range(1, 5_000).Select(n => TestFeed.Trade((ulong)n)));

        Assert.True(await fixture.TakeAsync(new PublishRequest { Batch = batch }.ToByteArray()));

        Assert.Equal(Enumerable.Range(1, 5_000).Select(n => (ulong)n), fixture.Ticks.Select(tick => tick.TradeId));
        Assert.Equal(5_000u, fixture.Session.LastSequence);
    }

    [Fact]
    public async Task Decode_RefusedTicks_AreLoggedAndTheOthersGoOn()
    {
        SessionFixture fixture = await SessionFixture.OpenAsync();
        var batch = new Contract.V1.TickBatch { Ticks = { TestFeed.Trade(1), TestFeed.Trade(2, instrument: 77), TestFeed.Trade(3) } };

        Assert.True(await fixture.TakeAsync(new PublishRequest { Batch = batch }.ToByteArray()));

        Assert.Equal([1ul, 3ul], fixture.Ticks.Select(tick => tick.TradeId));
        Assert.True(fixture.Rejects.TryTake(out RejectNote note));
        Assert.Equal((2ul, 77u, Engine.Normalize.RejectReason.UnknownInstrument), (note.Sequence, note.Instrument, note.Reason));
        Assert.False(fixture.Rejects.TryTake(out _));
    }

    [Fact]
    public async Task Decode_BatchTwiceInOneRequest_IsMergedAsProtobufDoes()
    {
        SessionFixture fixture = await SessionFixture.OpenAsync();
        Assert.True(await fixture.TakeAsync(Concat(Batch(1, 2), Batch(3))));
        Assert.Equal([1ul, 2ul, 3ul], fixture.Ticks.Select(tick => tick.TradeId));
    }

    [Fact]
    public async Task Decode_AnotherMemberBetween_ReplacesWhatWasBefore()
    {
        SessionFixture fixture = await SessionFixture.OpenAsync();
        byte[] bytes = Concat(Batch(1, 2), new PublishRequest { Heartbeat = new Heartbeat() }, Batch(3));
        Assert.Equal(new[] { 3ul }, PublishRequest.Parser.ParseFrom(bytes).Batch.Ticks.Select(tick => tick.Trade.TradeId));

        Assert.True(await fixture.TakeAsync(bytes));

        Assert.Equal([3ul], fixture.Ticks.Select(tick => tick.TradeId));
    }

    [Fact]
    public void TryCheck_EachMember_IsNamed()
    {
        Assert.Equal(RequestKind.Hello, KindOf(TestFeed.Hello()));
        Assert.Equal(RequestKind.Instrument, KindOf(new PublishRequest { Instrument = TestFeed.Definition() }));
        Assert.Equal(RequestKind.Batch, KindOf(Batch(1)));
        Assert.Equal(RequestKind.Heartbeat, KindOf(new PublishRequest { Heartbeat = new Heartbeat() }));
        Assert.Equal(RequestKind.End, KindOf(new PublishRequest { End = new EndOfFeed() }));
        Assert.Equal(RequestKind.None, KindOf(new PublishRequest()));
        Assert.True(PublishRequestDecoder.TryCheck([0x4A, 0x02, 0xFF, 0xFF], out RequestKind later, out _));
        Assert.Equal(RequestKind.None, later);
    }

    [Fact]
    public void TryCheck_TextThatIsNotUtf8_IsRefused()
    {
        foreach (byte[] request in new byte[][]
        {
            [0x0A, 3, 0x0A, 1, 0xFF],
            [0x0A, 3, 0x22, 1, 0xC0],
            [0x12, 3, 0x12, 1, 0xFF],
            [0x12, 3, 0x1A, 1, 0xFF],
            [0x12, 3, 0x3A, 1, 0xFF],
            [0x2A, 3, 0x0A, 1, 0xFF],
            [0x1A, 7, 0x0A, 5, 0x32, 3, 0x2A, 1, 0xFF],
            [0x1A, 7, 0x0A, 5, 0x3A, 3, 0x12, 1, 0xFF],
        })
        {
            Assert.False(PublishRequestDecoder.TryCheck(request, out _, out _), Convert.ToHexString(request));
        }
    }

    [Fact]
    public void TryCheck_LengthBeyondTheMessage_IsRefusedAtEveryDepth()
    {
        Assert.False(PublishRequestDecoder.TryCheck([0x1A, 0x7F], out _, out _));
        Assert.False(PublishRequestDecoder.TryCheck([0x1A, 2, 0x0A, 1], out _, out _));
        Assert.False(PublishRequestDecoder.TryCheck([0x1A, 4, 0x0A, 2, 0x2A, 1], out _, out _));
        Assert.False(PublishRequestDecoder.TryCheck([0x1A, 6, 0x0A, 4, 0x2A, 2, 0x08, 0x80], out _, out _));
    }

    [Fact]
    public async Task Decode_SteadyState_AllocatesNothing()
    {
        SessionFixture fixture = await SessionFixture.OpenAsync();
        byte[] bytes = Batch([.. Enumerable.Range(1, 200).Select(n => (ulong)n)]).ToByteArray();
        Assert.True(PublishRequestDecoder.TryCheck(bytes, out _, out BatchCursor warm));
        PublishRequestDecoder.Decode(bytes, fixture.Session, fixture.Rejects, ref warm);

        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            Assert.True(PublishRequestDecoder.TryCheck(bytes, out _, out BatchCursor cursor));
            Assert.True(PublishRequestDecoder.Decode(bytes, fixture.Session, fixture.Rejects, ref cursor));
        }));
    }

    private static RequestKind KindOf(PublishRequest request)
    {
        Assert.True(PublishRequestDecoder.TryCheck(request.ToByteArray(), out RequestKind kind, out _));
        return kind;
    }

    private static PublishRequest Batch(params ulong[] sequences) =>
        new() { Batch = new Contract.V1.TickBatch { Ticks = { sequences.Select(sequence => TestFeed.Trade(sequence)) } } };

    private static byte[] Concat(params PublishRequest[] requests) => [.. requests.SelectMany(request => request.ToByteArray())];
}
