using System.Threading.Channels;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Engine.Normalize;
using Ticker.Engine.Recover;
using Ticker.Engine.Sequence;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>The whole journey in one thread under a virtual clock: nothing moves unless the test moves it.</summary>
internal sealed class TestPipeline
{
    public const long Epoch = 1_723_127_400_000;

    private const int Unending = 100_000;

    private readonly Channel<TickBatch> _fromFeeds;
    private readonly int _laneQueue;
    private readonly Tick[] _records = new Tick[64];
    private readonly List<TestClient> _clients = [];

    public TestPipeline(DeliveryOptions? delivery = null, FeedOptions? feeds = null, int feedQueue = 64, int laneQueue = 256, int maxInstruments = 200_000, int lanes = 1, long memory = long.MaxValue, int recentTicks = 4_096, IPastTicks? past = null)
    {
        Recent = new RecentTicks(recentTicks);
        Recoveries = new Recoveries(Recent, past);
        _laneQueue = laneQueue;
        Delivery = delivery ?? new DeliveryOptions();
        Memory = new MemoryBudget(memory);
        Instruments = new InstrumentRegistry(maxInstruments);
        _fromFeeds = Channel.CreateBounded<TickBatch>(feedQueue);
        Door = new FeedDoor(feeds ?? new FeedOptions(), Instruments, Pool, _fromFeeds.Writer, Time);
        Inlets = [.. Enumerable.Range(0, lanes).Select(_ => new LaneInlet(laneQueue))];
        Lanes = [.. Inlets.Select(inlet => new Lane(inlet, Instruments, Door, Epoch, Delivery, Memory, Time, recoveries: Recoveries))];
    }

    public VirtualTime Time { get; } = new();

    public DeliveryOptions Delivery { get; }

    public RecentTicks Recent { get; }

    public Recoveries Recoveries { get; }

    /// <summary>Whether workers do their part by themselves when everything runs.</summary>
    public bool WorkersRun { get; set; } = true;

    public InstrumentRegistry Instruments { get; }

    public TickBatchPool Pool { get; } = new();

    public FeedDoor Door { get; }

    public MemoryBudget Memory { get; }

    /// <summary>Clients for whose connections memory is taken.</summary>
    public IReadOnlyList<TestClient> Clients => _clients;

    public Sequencer Sequencer { get; } = new(Epoch);

    public IReadOnlyList<LaneInlet> Inlets { get; }

    public IReadOnlyList<Lane> Lanes { get; }

    public LaneInlet Inlet => Inlets[0];

    public Lane Lane => Lanes[0];

    /// <summary>Every record in the order in which it was numbered.</summary>
    public List<Tick> Tape { get; } = [];

    /// <summary>Called after each turn of all lanes.</summary>
    public Action Turned { get; set; } = static () => { };

    /// <summary>How many batches wait for the sequencer.</summary>
    public int Queued => _fromFeeds.Reader.Count;

    public ChannelReader<TickBatch> FromFeeds => _fromFeeds.Reader;

    public TestFeed OpenFeed(string name = "alpha", ulong run = 1)
    {
        Task<(FeedOpenResult Result, FeedSession? Session)> opening = Door.OpenAsync(new FeedHello(name, run, "test"), CancellationToken.None);
        Assert.True(opening.IsCompletedSuccessfully, "the feed waits for an older session");
        Assert.Equal(FeedOpenResult.Opened, opening.Result.Result);
        return new TestFeed(this, opening.Result.Session!);
    }

    public TestClient Join(WireEncoding encoding = WireEncoding.MessagePack, int lane = 0) =>
        TryJoin(encoding, lane) ?? throw new InvalidOperationException("there is no memory for a connection");

    /// <summary>A client, if there is memory for a connection; the connection's end gives it back.</summary>
    public TestClient? TryJoin(WireEncoding encoding, int lane)
    {
        if (!Memory.TryTake(Subscriber.MemoryCost))
        {
            return null;
        }

        var client = new TestClient(this, encoding);
        _clients.Add(client);
        Lanes[lane].Join(client.Subscriber);
        return client;
    }

    /// <summary>Numbers what the feeds have flushed and hands it to the lanes, as far as there is room.</summary>
    public void Sequence()
    {
        while (Inlets.All(inlet => inlet.Count < _laneQueue) && _fromFeeds.Reader.TryRead(out TickBatch? batch))
        {
            Sequencer.Stamp(batch);
            Tape.AddRange(batch.Ticks);
            Recent.Add(batch.Ticks);
            batch.Share(Inlets.Count);
            Assert.All(Inlets, inlet => Assert.True(inlet.TryWrite(batch)));
        }
    }

    /// <summary>Moves everything until there is nothing to do at this moment.</summary>
    public void Run()
    {
        int turns = 0;
        do
        {
            Sequence();
            Assert.True(turns++ < Unending, "the lane never comes to rest");
        }
        while (Turn() || Queued > 0 || Work() || Turn());
    }

    /// <summary>Does a worker's part of what was missed, once; whether there was any.</summary>
    public bool Work() => WorkersRun && WorkOnce();

    /// <summary>The same, whatever <see cref="WorkersRun"/> says.</summary>
    public bool WorkOnce() => Recoveries.TryWork(_records);

    /// <summary>One turn of every lane; whether one of them has more to do.</summary>
    public bool Turn()
    {
        bool more = false;
        foreach (Lane lane in Lanes)
        {
            more |= lane.Turn();
        }

        foreach (TestClient client in _clients.ToArray())
        {
            if (client.End is not null)
            {
                _clients.Remove(client);
                Memory.Give(Subscriber.MemoryCost);
            }
        }

        Turned();

        return more;
    }

    /// <summary>Lets time pass in steps, and everything run after each.</summary>
    public void Pass(TimeSpan span, TimeSpan? step = null)
    {
        TimeSpan one = step ?? TimeSpan.FromMilliseconds(100);
        for (TimeSpan passed = TimeSpan.Zero; passed < span; passed += one)
        {
            Time.Advance(one);
            Run();
        }
    }

    /// <summary>Fails unless nothing of any connection is left in the lane.</summary>
    public void AssertNothingLeft()
    {
        Pass(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        foreach (Lane lane in Lanes)
        {
            Assert.Equal(0, lane.Subscribers);
            Assert.Equal(0, lane.Subscriptions);
            Assert.Equal(0, lane.Market.Standing.Names);
            Assert.Equal(0, lane.Market.Standing.Patterns);
            Assert.Equal(0, lane.Market.Interests.Cells);
            Assert.Empty(lane.Market.Live);
        }

        Assert.Equal(0, Memory.Taken);
    }
}
