using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class LivenessTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestPipeline _pipeline = new();

    [Fact]
    public void Ping_EveryTwentySeconds_AnsweredPeerStays()
    {
        TestClient client = _pipeline.Join();
        _pipeline.Run();
        for (int second = 0; second < 100; second++)
        {
            int pings = Pings(client);
            _pipeline.Pass(Second);
            if (Pings(client) > pings)
            {
                client.Subscriber.Alive();
            }
        }

        Assert.Equal(5, Pings(client));
        Assert.Null(client.End);
    }

    [Fact]
    public void Ping_NoSignOfLife_CutsTheConnectionAfterThePongTimeout()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        _pipeline.Pass(29.9 * Second);
        Assert.Equal(1, Pings(client));
        Assert.Null(client.End);
        _pipeline.Pass(0.1 * Second);
        Assert.Equal(SubscriberEnd.Aborted, client.End);
        Assert.Null(client.Peer.CloseCode);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Ping_PeerThatTakesWhatWaited_IsAlive()
    {
        TestClient client = _pipeline.Join();
        _pipeline.Pass(20 * Second);
        client.Sink.Capacity = 0;
        _pipeline.Pass(5 * Second);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Pass(10 * Second);
        Assert.Null(client.End);
    }

    [Fact]
    public void Ping_PeerThatIsHeldBackAndLetGoAgain_IsNoMoreAliveForThat()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        client.Sink.Holds = true;
        for (int n = 0; n < 299; n++)
        {
            _pipeline.Pass(TimeSpan.FromMilliseconds(100));
            client.Sink.EndHold();
        }

        Assert.Null(client.End);
        _pipeline.Pass(Second);
        Assert.Equal(SubscriberEnd.Aborted, client.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Held_ForLongerThanTheWriteDeadline_IsEvictedOnlyIfItReadsNothing(bool readsNothing)
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        (client.Sink.Holds, client.Sink.IsUnread) = (true, readsNothing);
        for (int second = 0; second < 14; second++)
        {
            _pipeline.Pass(Second);
            client.Subscriber.Alive();
            client.Sink.EndHold();
        }

        _pipeline.Run();
        Assert.Equal(readsNothing ? 4008 : null, client.Peer.CloseCode);
    }

    [Fact]
    public void PeerGone_WhileItIsHeldBack_IsAnOrderlyEnd()
    {
        TestClient client = _pipeline.Join();
        client.Sink.Holds = true;
        client.Subscribe(1, "*");
        client.Subscriber.PeerGone();
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, client.End);
    }

    [Fact]
    public void Pinged_ByThePeer_IsAnsweredWithItsPayload()
    {
        TestClient client = _pipeline.Join();
        byte[] payload = [.. Enumerable.Range(0, 125).Select(n => (byte)n)];
        client.Subscriber.Pinged(payload);
        _pipeline.Run();
        client.Subscriber.Pinged([]);
        _pipeline.Run();
        Arrival[] pongs = [.. client.Peer.Arrivals.Where(arrival => arrival.Opcode == WebSocketOpcode.Pong)];
        Assert.Equal(payload, pongs[0].Payload);
        Assert.Empty(pongs[1].Payload);
    }

    [Fact]
    public void Pinged_FloodWhileBusy_AnswersTheNewestAndPilesNothingUp()
    {
        TestClient client = _pipeline.Join();
        for (int i = 0; i < 50_000; i++)
        {
            client.Subscriber.Pinged(BitConverter.GetBytes(i));
        }

        _pipeline.Run();
        Assert.Equal(BitConverter.GetBytes(49_999), Assert.Single(client.Peer.Arrivals).Payload);
    }

    private static int Pings(TestClient client) => client.Peer.Arrivals.Count(arrival => arrival.Opcode == WebSocketOpcode.Ping);
}
