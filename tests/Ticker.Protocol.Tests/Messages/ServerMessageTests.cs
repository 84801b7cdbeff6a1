using System.Text;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Messages;

public class ServerMessageTests
{
    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void Write_FullestPages_WithinTheLargestMessage(WireEncoding encoding)
    {
        var instruments = Enumerable.Range(0, Subscribed.MaxEntries)
            .Select(n => Instruments.Of(uint.MaxValue, new string('"', 24) + ":" + new string('\\', 64), 12, 9)).ToList();
        var unknown = instruments.Select(one => one.FullName).ToList();
        foreach (ServerMessage message in new ServerMessage[]
        {
            new Subscribed { Id = int.MaxValue, Epoch = MessageLimits.MaxEpoch, Sequence = ulong.MaxValue, Instruments = instruments },
            new Subscribed { Id = int.MaxValue, Epoch = MessageLimits.MaxEpoch, Sequence = ulong.MaxValue, Unknown = unknown },
            new Notice { Code = NoticeCode.Stale, References = [.. Enumerable.Repeat(uint.MaxValue, Notice.MaxReferences)] },
        })
        {
            Assert.InRange(Wire.Bytes(message, encoding).Length, 1, ServerMessageWriter.MaxMessageBytes);
        }
    }

    [Fact]
    public void Read_UnknownEventKeysAndWords_Tolerated()
    {
        Assert.Equal("future", Assert.IsType<UnknownEvent>(ServerMessageReader.Read("""{"x":[[1]],"ev":"future"}"""u8, out _)).Event);
        Assert.Equal(NoticeCode.Unknown, Assert.IsType<Notice>(ServerMessageReader.Read("""{"ev":"notice","code":"new","more":{"a":1}}"""u8, out _)).Code);
        Assert.Equal(GapCause.Unknown, Assert.IsType<Gap>(ServerMessageReader.Read("""{"ev":"gap","id":1,"from":null,"cause":"new"}"""u8, out _)).Cause);
        Assert.Equal(7u, Assert.IsType<Subscribed>(ServerMessageReader.Read(
            """{"ev":"subscribed","id":1,"epoch":1,"seq":"1","instruments":[[7,"A:B",1,2,"later"]],"unknown":[],"more":false}"""u8, out _)).Instruments[0].Number);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ev":1}""")]
    [InlineData("""{"ev":"seam","id":1}""")]
    [InlineData("""{"ev":"seam","id":99999999999,"seq":"1"}""")]
    [InlineData("""{"ev":"seam","id":1,"seq":"-1"}""")]
    [InlineData("""{"ev":"subscribed","id":1,"epoch":1,"seq":1,"instruments":[[7,"nocolon",1,2]]}""")]
    [InlineData("""{"ev":"subscribed","id":1,"epoch":1,"seq":1,"instruments":[[7,"A:B",13,2]]}""")]
    [InlineData("""{"ev":"subscribed","id":1,"epoch":1,"seq":1,"instruments":[7]}""")]
    [InlineData("""{"ev":"heartbeat","seq":1,"time":1,"subs":[[1]]}""")]
    [InlineData("""{"ev":"heartbeat","seq":1,"time":1,"feeds":{"x":"odd"}}""")]
    [InlineData("""{"ev":"statement","id":1,"matched":1}""")]
    public void Read_WrongMessage_FaultAndNeverAnException(string json)
    {
        Assert.Null(ServerMessageReader.Read(Encoding.UTF8.GetBytes(json), out MessageFault? fault));
        Assert.Equal(FaultCodes.BadMessage, fault!.Code);
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void HeartbeatWriter_SameContent_SameBytesAsTheRecord(WireEncoding encoding)
    {
        var record = new Heartbeat
        {
            Sequence = ulong.MaxValue,
            Time = new(long.MinValue),
            Subscriptions = [.. Enumerable.Range(0, 1024).Select(n => (int.MaxValue, ulong.MaxValue))],
            Feeds = [(new string('\u0001', 64), FeedState.Ended), ("demo", FeedState.Live)],
        };
        var buffer = new byte[HeartbeatWriter.MaxBytes(1024, 2, 68)];
        Assert.InRange(buffer.Length, 1, ServerMessageWriter.MaxMessageBytes);

        Assert.Equal(Wire.Bytes(record, encoding), buffer[..WriteHeartbeat(buffer, encoding, record)]);
        Assert.Equal(0, Allocations.LeastOf(() => WriteHeartbeat(buffer, encoding, record)));
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void HeartbeatWriter_Nothing_FitsWhatIsPromised(WireEncoding encoding)
    {
        var buffer = new byte[HeartbeatWriter.MaxBytes(0, 0, 0)];
        var record = new Heartbeat { Sequence = ulong.MaxValue, Time = new(long.MinValue) };
        Assert.Equal(Wire.Bytes(record, encoding), buffer[..WriteHeartbeat(buffer, encoding, record)]);
    }

    [Fact]
    public void HeartbeatWriter_NotAsAnnounced_Throws()
    {
        Assert.Throws<InvalidOperationException>(static () =>
        {
            var writer = new HeartbeatWriter(new byte[300], WireEncoding.Json);
            writer.Begin(1, new(1), subscriptions: 1, feeds: 0);
            writer.Finish();
        });
        Assert.Throws<InvalidOperationException>(static () =>
        {
            var writer = new HeartbeatWriter(new byte[300], WireEncoding.Json);
            writer.Begin(1, new(1), subscriptions: 0, feeds: 0);
            writer.AddFeed("x"u8, FeedState.Live);
        });
        Assert.Throws<InvalidOperationException>(static () =>
        {
            var writer = new HeartbeatWriter(new byte[300], WireEncoding.MessagePack);
            writer.Begin(1, new(1), subscriptions: 0, feeds: 1);
            writer.AddFeed("x"u8, FeedState.Live);
            writer.AddSubscription(1, 1);
        });
    }

    private static int WriteHeartbeat(byte[] buffer, WireEncoding encoding, Heartbeat heartbeat)
    {
        Span<byte> longFeed = stackalloc byte[64];
        longFeed.Fill(1);
        var writer = new HeartbeatWriter(buffer, encoding);
        writer.Begin(heartbeat.Sequence, heartbeat.Time, heartbeat.Subscriptions.Count, heartbeat.Feeds.Count);
        for (int n = 0; n < heartbeat.Subscriptions.Count; n++)
        {
            writer.AddSubscription(heartbeat.Subscriptions[n].Id, heartbeat.Subscriptions[n].Sequence);
        }

        if (heartbeat.Feeds.Count > 0)
        {
            writer.AddFeed(longFeed, FeedState.Ended);
            writer.AddFeed("demo"u8, FeedState.Live);
        }

        return writer.Finish();
    }
}
