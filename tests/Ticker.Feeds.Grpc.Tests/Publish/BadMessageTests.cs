using System.IO.Compression;
using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

/// <summary>Streams that go wrong after a good start: each ends with its status, and the server goes on.</summary>
public class BadMessageTests
{
    private static readonly PublishRequest Heartbeat = new() { Heartbeat = new Heartbeat() };

    [Theory]
    [InlineData("0000000004FFFFFFFF")]
    [InlineData("00000000021A05")]
    [InlineData("00000000011B")]
    [InlineData("000000000100")]
    [InlineData("00000000050A030A01FF")]
    public Task Publish_NotProtobuf_IsInvalidArgument(string hex) => EndsAsync(GrpcStatusCode.InvalidArgument, Convert.FromHexString(hex));

    [Theory]
    [InlineData("0200000000")]
    [InlineData("FFFFFFFFFF")]
    [InlineData("474554202F20485454502F312E310D0A")]
    public Task Publish_NotFraming_IsInternal(string hex) => EndsAsync(GrpcStatusCode.Internal, Convert.FromHexString(hex));

    [Theory]
    [InlineData("00")]
    [InlineData("00000000")]
    [InlineData("000000000A1A")]
    public Task Publish_HalfCloseWithinAMessage_IsInternal(string hex) => EndsAsync(GrpcStatusCode.Internal, Convert.FromHexString(hex), halfClose: true);

    [Fact]
    public Task Publish_CompressedFlagWithoutEncoding_IsInternal() => EndsAsync(GrpcStatusCode.Internal, TestCall.Frame(Gzip(Heartbeat), 1));

    [Fact]
    public Task Publish_MoreThanFourMebibytes_IsResourceExhaustedWithTheSizes() =>
        EndsAsync(GrpcStatusCode.ResourceExhausted, [0, 0, 0x40, 0, 1], saying: "4194305 bytes is larger than the 4194304");

    [Fact]
    public async Task Publish_GzipBomb_IsResourceExhausted()
    {
        var bomb = new PublishRequest { End = new EndOfFeed { Reason = new string(' ', 64 * 1024 * 1024) } };
        await EndsAsync(GrpcStatusCode.ResourceExhausted, TestCall.Frame(Gzip(bomb), 1), encoding: "gzip");
    }

    [Fact]
    public async Task Publish_UnknownEncoding_IsUnimplementedAndNamesThoseKnown()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host, ("grpc-encoding", "deflate"));
        Assert.Equal(GrpcStatusCode.Unimplemented, (await feed.Call.StatusAsync()).Code);
        Assert.Equal(["identity,gzip"], (await feed.Call.Response).Headers.GetValues("grpc-accept-encoding"));
    }

    [Fact]
    public async Task Publish_Gzip_IsTakenAndSoAreThePlainMessagesBetween()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host, ("grpc-encoding", "gzip"));
        await feed.HelloAsync();
        await feed.Call.SendBytesAsync(TestCall.Frame(Gzip(new PublishRequest { Instrument = TestFeed.Definition() }), 1));
        await feed.SendAsync(TestFeed.Trade(1));
        Assert.Equal(0u, (await feed.AckAsync(1)).RejectedTotal);
    }

    [Fact]
    public async Task Publish_LastTickOfABatchBroken_NothingOfItsMessageIsTakenButAllBefore()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var feed = new TestFeed(host);
        await feed.HelloAsync();
        await feed.DefineAsync();
        byte[] good = new PublishRequest { Batch = new TickBatch { Ticks = { TestFeed.Trade(1) } } }.ToByteArray();
        byte[] bad = new PublishRequest { Batch = new TickBatch { Ticks = { TestFeed.Trade(2), TestFeed.Trade(3) } } }.ToByteArray();

        // The last byte belongs to the third trade's id: without its end the varint runs out of the message.
        bad[^1] |= 0x80;
        await feed.Call.SendBytesAsync((byte[])[.. TestCall.Frame(good), .. TestCall.Frame(bad)]);

        Assert.Equal(GrpcStatusCode.InvalidArgument, (await feed.Call.StatusAsync()).Code);
        Assert.Equal(1ul, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        Assert.Equal(Model.FeedState.Stale, (await host.NextAsync()).FeedState);
        Assert.Equal(1ul, host.Feeds.Feeds.Single().LastSequence);
    }

    [Fact]
    public async Task Publish_AnythingAfterTheEnd_IsInvalidArgument()
    {
        await EndsAsync(GrpcStatusCode.InvalidArgument, (byte[])[.. Framed(new PublishRequest { End = new EndOfFeed() }), .. Framed(Heartbeat)], saying: "half-close");
    }

    [Fact]
    public async Task Publish_ManyFailuresOnOneConnection_LeaveItsWindowsOpen()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();

        // Each leaves up to 60 kB unread; the connection's window is 1 MiB.
        byte[] rest = new byte[60_000];
        for (int i = 0; i < 60; i++)
        {
            await using var feed = new TestFeed(host);
            await feed.SendAsync(TestFeed.Hello($"f{i}"));
            await feed.Call.SendAsMuchAsItTakesAsync((byte[])[2, 0, 0, 0, 0, .. rest]);
            Assert.Equal(GrpcStatusCode.Internal, (await feed.Call.StatusAsync()).Code);
        }

        await ServesAsync(host);
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
    }

    private static async Task EndsAsync(GrpcStatusCode expected, byte[] bytes, bool halfClose = false, string saying = "", string encoding = "identity")
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using (var feed = new TestFeed(host, ("grpc-encoding", encoding)))
        {
            await feed.HelloAsync("bad");
            await feed.Call.SendBytesAsync(bytes);
            if (halfClose)
            {
                feed.Call.HalfClose();
            }

            (GrpcStatusCode code, string message) = await feed.Call.StatusAsync();
            Assert.Equal(expected, code);
            Assert.Contains(saying, message, StringComparison.Ordinal);
        }

        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
        await ServesAsync(host);
    }

    private static async Task ServesAsync(FeedDoorHost host)
    {
        await using var good = new TestFeed(host);
        await good.HelloAsync("good");
        await good.DefineAsync();
        await good.SendAsync(TestFeed.Trade(1));
        await good.AckAsync(1);
    }

    private static byte[] Framed(IMessage message) => TestCall.Frame(message.ToByteArray());

    private static byte[] Gzip(IMessage message)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(message.ToByteArray());
        }

        return stream.ToArray();
    }
}
