using System.Threading.Channels;
using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;
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

    public TestPipeline(DeliveryOptions? delivery = null, FeedOptions? feeds = null, int feedQueue = 64, int laneQueue = 256, int maxInstruments = 200_000)
    {
        _laneQueue = laneQueue;
        Delivery = delivery ?? new DeliveryOptions();
        Instruments = new InstrumentRegistry(maxInstruments);
        _fromFeeds = Channel.CreateBounded<TickBatch>(feedQueue);
        Door = new FeedDoor(feeds ?? new FeedOptions(), Instruments, Pool, _fromFeeds.Writer, Time);
        Inlet = new LaneInlet(laneQueue);
        Lane = new Lane(Inlet, Instruments, Door, Epoch, Delivery, Time);
    }

    public VirtualTime Time { get; } = new();

    public DeliveryOptions Delivery { get; }

    public InstrumentRegistry Instruments { get; }

    public TickBatchPool Pool { get; } = new();

    public FeedDoor Door { get; }

    public Sequencer Sequencer { get; } = new(Epoch);

    public LaneInlet Inlet { get; }

    public Lane Lane { get; }

    /// <summary>Every record in the order in which it was numbered.</summary>
    public List<Tick> Tape { get; } = [];

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

    public TestClient Join(WireEncoding encoding = WireEncoding.MessagePack)
    {
        var client = new TestClient(this, encoding);
        Lane.Join(client.Subscriber);
        return client;
    }

    /// <summary>Numbers what the feeds have flushed and hands it to the lane, as far as there is room.</summary>
    public void Sequence()
    {
        while (Inlet.Count < _laneQueue && _fromFeeds.Reader.TryRead(out TickBatch? batch))
        {
            Sequencer.Stamp(batch);
            Tape.AddRange(batch.Ticks);
            batch.Share(1);
            Assert.True(Inlet.TryWrite(batch));
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
        while (Lane.Turn() || Queued > 0);
        Lane.Turn();
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
        Assert.Equal(0, Lane.Subscribers);
        Assert.Equal(0, Lane.Subscriptions);
        Assert.Equal(0, Lane.Market.Standing.Names);
        Assert.Equal(0, Lane.Market.Standing.Patterns);
        Assert.Equal(0, Lane.Market.Interests.Cells);
    }
}
