using Ticker.Engine.Sequence;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Recover;

/// <summary>Very many come back at once, from far back, while others are live and the feed goes on.</summary>
public sealed class ManyRecoveriesTests
{
    private const int Many = 50;
    private const int Live = 10;
    private const long Ample = 4L << 30;

    private static readonly string[] Names = ["X:A", "X:B", "X:C", "X:D"];

    private readonly WatchedPast _past = new();
    private readonly List<TestClient> _live = [];
    private readonly List<(TestClient Client, DeliveryMode Mode, ulong From)> _back = [];
    private TestPipeline _pipeline = null!;
    private TestFeed _feed = null!;
    private long _price;

    [Fact]
    public void Subscribe_ManyComeBackAtOnce_EachIsWholeNoLaneReadsAndNobodyLiveLosesAnything()
    {
        Begin(Ample);
        ComeBack();
        Assert.All(_back, one => Assert.Equal(0, one.Client.Subscriber.Subscriptions[1].Own!.Mailbox.InLine));
        GoOn();

        Assert.True(_past.Reads > Many, $"{_past.Reads} readings");
        Assert.DoesNotContain(_back, one => one.Client.Peer.Controls<Gap>().Any());
        Assert.All(_back, one => Assert.Single(one.Client.Peer.Controls<Seam>()));
        AssertWhole();
        End();
    }

    [Fact]
    public void Subscribe_MoreComeBackThanThereIsMemoryFor_TheyAreRefusedAndTheOthersAreWhole()
    {
        Begin(Ample);
        long before = _pipeline.Memory.Taken;
        ComeBack();
        long each = (_pipeline.Memory.Taken - before) / Many;

        _live.Clear();
        _back.Clear();
        Begin(before + (each * Many / 2));
        ComeBack();
        GoOn();

        int refused = _back.RemoveAll(one => one.Client.Peer.Controls<ErrorReply>().Any(error => error.Code == "budget_exceeded"));
        Assert.InRange(refused, 1, Many - 1);
        Assert.Equal(0, _pipeline.Memory.Forced);
        AssertWhole();
        End();
    }

    // What is far back is not in memory any more.
    private void Begin(long memory)
    {
        _pipeline = new TestPipeline(memory: memory, lanes: 2, recentTicks: 1_024, past: _past) { WorkersRun = false };
        _past.Tape = _pipeline.Tape;
        _feed = _pipeline.OpenFeed().Define(Names);
        for (int n = 0; n < Live; n++)
        {
            _live.Add(_pipeline.Join(lane: n % 2).Subscribe(TestClient.To(1, "X:*") with { Mode = DeliveryMode.All }));
        }

        for (int n = 0; n < 50; n++)
        {
            Publish(100);
        }
    }

    // Every fifth in mode `latest`, every third with a socket that takes little at a time.
    private void ComeBack()
    {
        for (int n = 0; n < Many; n++)
        {
            (DeliveryMode mode, ulong from) = (n % 5 == 4 ? DeliveryMode.Latest : DeliveryMode.All, (ulong)(10 + (n * 60)));
            if (_pipeline.TryJoin(WireEncoding.MessagePack, n % 2) is { } client)
            {
                client.Sink.Capacity = n % 3 == 0 ? 3_000 : int.MaxValue;
                client.Post(TestClient.To(1, "X:*") with { Mode = mode, From = StartFrom.Position(TestPipeline.Epoch, from) });
                _back.Add((client, mode, from));
            }
        }

        _pipeline.Run();
    }

    private void GoOn()
    {
        for (int round = 0; round < 40; round++)
        {
            Publish(20);
            Work(most: 30);
            Assert.True(_pipeline.Memory.Taken <= _pipeline.Memory.Limit);
        }

        foreach ((TestClient client, _, _) in _back)
        {
            client.Sink.Capacity = int.MaxValue;
        }

        while (Work(most: int.MaxValue))
        {
        }
    }

    private bool Work(int most)
    {
        bool worked = false;
        for (_past.IsWorkersTurn = true; most > 0 && _pipeline.WorkOnce(); most--)
        {
            worked = true;
        }

        _past.IsWorkersTurn = false;
        foreach ((TestClient client, _, _) in _back.Where(one => one.Client.Sink.Rest > 0))
        {
            client.Sink.Take();
            worked = true;
        }

        _pipeline.Run();
        return worked;
    }

    private void Publish(int count)
    {
        for (int n = 0; n < count; n++)
        {
            string name = Names[n % Names.Length];
            _ = n % 3 == 0 ? _feed.SendTrade(name, ++_price) : _feed.SendQuote(name, ++_price);
        }

        _feed.Flush();
        _pipeline.Run();
    }

    private void AssertWhole()
    {
        foreach (TestClient client in _live)
        {
            Assert.Equal(After(0), client.Peer.TicksOf(1).Select(tick => tick.Sequence));
        }

        foreach ((TestClient client, DeliveryMode mode, ulong from) in _back)
        {
            IEnumerable<Tick> came = client.Peer.TicksOf(1);
            if (mode == DeliveryMode.All)
            {
                Assert.Equal(After(from), came.Select(tick => tick.Sequence));
                continue;
            }

            Assert.Equal(After(from, TickKind.Trade), came.Where(tick => tick.Kind == TickKind.Trade).Select(tick => tick.Sequence));
            Assert.Equal(
                _pipeline.Tape.Where(tick => tick.Kind == TickKind.Quote).GroupBy(tick => tick.Instrument).Select(of => of.Last().Sequence).Order(),
                came.Where(tick => tick.Kind == TickKind.Quote).GroupBy(tick => tick.Instrument).Select(of => of.Last().Sequence).Order());
        }
    }

    private IEnumerable<ulong> After(ulong sequence, TickKind? kind = null) => _pipeline.Tape
        .Where(tick => tick.Sequence > sequence && tick.Kind < TickKind.Definition && (kind is null || tick.Kind == kind)).Select(tick => tick.Sequence);

    private void End()
    {
        foreach (TestClient client in _pipeline.Clients)
        {
            client.Subscriber.PeerGone();
        }

        _pipeline.AssertNothingLeft();
    }
}
