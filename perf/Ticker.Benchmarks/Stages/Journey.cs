using System.Threading.Channels;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Load.Feeds;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// The stages of a server in one thread, wired as <c>Pipeline</c> wires them: a feed's session, the channel, the
/// sequencer, one lane and its subscribers. Deadlines are a day away, so that nothing but ticks is worked on.
/// </summary>
internal sealed class Journey
{
    public const int InstrumentCount = 200;

    private readonly Channel<TickBatch> _fromFeeds = Channel.CreateBounded<TickBatch>(new BoundedChannelOptions(64) { SingleReader = true });
    private readonly Sequencer _sequencer = new(epoch: 1);
    private readonly LaneInlet _inlet = new(256);
    private readonly Lane _lane;
    private ulong _sequence = TickMessages.FirstSequence;

    public Journey()
    {
        var door = new FeedDoor(new FeedOptions(), Instruments, new TickBatchPool(), _fromFeeds.Writer, TimeProvider.System);
        TimeSpan day = TimeSpan.FromDays(1);
        var calm = new DeliveryOptions { HeartbeatInterval = day, PingInterval = day, WriteDeadline = day };
        _lane = new Lane(_inlet, Instruments, door, _sequencer.Epoch, calm, new MemoryBudget(long.MaxValue), TimeProvider.System);
        Session = door.OpenAsync(new FeedHello("bench", 1, "Ticker.Benchmarks"), CancellationToken.None).GetAwaiter().GetResult().Session!;
        for (int number = 1; number <= InstrumentCount; number++)
        {
            Session.Define((uint)number, Definition(number), out _);
            Flush();
            Deliver();
        }
    }

    public InstrumentRegistry Instruments { get; } = new();

    public FeedSession Session { get; }

    /// <summary>Has a subscriber of every instrument join, told and live when this returns.</summary>
    public void Subscribe(IFrameSink sink, WireEncoding encoding, DeliveryMode mode = DeliveryMode.Latest) =>
        Subscribe(sink, Framing.WebSocket(encoding), mode);

    /// <summary>The same, with the number of its subscription.</summary>
    public void Subscribe(IFrameSink sink, Framing framing, DeliveryMode mode = DeliveryMode.Latest, int id = 1)
    {
        var subscriber = new Subscriber(sink, framing);
        _lane.Join(subscriber);
        var everything = new SubscribeMessage { Id = id, Symbols = ["*"], Times = true, Mode = mode };
        AtOnce.Done(subscriber.PostAsync(everything, CancellationToken.None));
        Turn();
    }

    /// <summary>Gives messages the sequences and times that come next.</summary>
    public void Renumber(TickMessages messages) => messages.Renumber(ref _sequence, UnixNanos.Now(TimeProvider.System).Value);

    /// <summary>Hands what the session holds to the channel.</summary>
    public void Flush() => AtOnce.Done(Session.FlushAsync());

    /// <summary>Drops what is in the channel to the sequencer.</summary>
    public void Drop()
    {
        while (_fromFeeds.Reader.TryRead(out TickBatch? batch))
        {
            batch.Release();
        }
    }

    /// <summary>Takes what is in the channel to the sequencer through the lane to the subscribers.</summary>
    public void Deliver()
    {
        while (_fromFeeds.Reader.TryRead(out TickBatch? batch))
        {
            _sequencer.Stamp(batch);
            batch.Share(1);
            Inlet(batch);
        }

        Turn();
    }

    /// <summary>Queues a batch for the lane.</summary>
    public void Inlet(TickBatch batch) => AtOnce.Require(_inlet.TryWrite(batch));

    /// <summary>Has the lane turn until it has nothing more to do.</summary>
    public void Turn()
    {
        while (_lane.Turn())
        {
        }
    }

    /// <summary>A batch of the session's own, full of ticks of the sample market, that never goes back to the pool.</summary>
    public TickBatch Batch(int tradeEvery, int count)
    {
        var market = new SampleMarket(InstrumentCount, tradeEvery);
        for (int n = 0; n < count; n++)
        {
            Session.Add(market.Next());
        }

        Flush();
        _fromFeeds.Reader.TryRead(out TickBatch? batch);
        _sequencer.Stamp(batch!);
        return batch!;
    }

    private static Instrument Definition(int number) => new()
    {
        Name = new InstrumentName(SampleMarket.Venue, SampleMarket.Symbol(number)),
        PriceScale = FeedMessages.PriceScale,
        SizeScale = FeedMessages.SizeScale,
    };
}
