using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;
using Ticker.Simulation.Tests.Oracle;

namespace Ticker.Simulation.Tests.Running;

/// <summary>A client that does anything that clients do, and the book of what it got.</summary>
internal sealed class SimulatedClient
{
    private static readonly int[] Capacities = [0, 1, 40, 700, 5_000, int.MaxValue, int.MaxValue, int.MaxValue];

    private static readonly int[] Floors = [0, 0, 5, 100, 400, 2_000];

    private readonly RunPlan _plan;
    private readonly List<Holding> _holdings = [];
    private int _asked;
    private int _floorMs;
    private bool _isOver;
    private bool _leaves;
    private readonly bool _isPatient;
    private readonly bool _followsTheCrowd;
    private readonly HashSet<int> _ids = [];
    private readonly HashSet<int> _paused = [];
    private readonly TestPipeline _pipeline;

    private SimulatedClient(TestClient link, TestPipeline pipeline, MarketTape tape, LaneTimeline timeline, RunPlan plan, Random random)
    {
        (_plan, _pipeline) = (plan, pipeline);
        Lane = link.Subscriber.Lane!;
        Link = link;
        Link.Peer.FollowsSubscriptions = false;
        _isPatient = random.Next(3) > 0;
        _followsTheCrowd = random.Next(4) > 0;
        Book = new ClientBook(tape, plan.Terms, timeline);
        Link.Sink.Sending = bytes =>
        {
            Dictionary<int, ulong> began = Link.Subscriber.Subscriptions.ToDictionary(pair => pair.Key, pair => pair.Value.Began);
            Book.Send(bytes, new Moment(pipeline.Time.Timestamp, Lane.Position, began));
            Book.SocketWasBusy |= bytes > Link.Sink.Capacity;
            if (plan.TicksComeWhileSending)
            {
                pipeline.Sequence();
            }
        };
    }

    /// <summary>Connects one, if there is memory for it.</summary>
    public static SimulatedClient? TryConnect(TestPipeline pipeline, MarketTape tape, LaneTimeline timeline, RunPlan plan, int lane, Random random)
    {
        WireEncoding encoding = !plan.ChangesScales && random.Next(3) == 0 ? WireEncoding.Json : WireEncoding.MessagePack;
        return pipeline.TryJoin(encoding, lane) is { } link ? new SimulatedClient(link, pipeline, tape, timeline, plan, random) : null;
    }

    public Lane Lane { get; }

    public TestClient Link { get; }

    public ClientBook Book { get; }

    /// <summary>Whether its connection is open at both ends.</summary>
    public bool IsOpen => Link.End is null && Link.Subscriber.Closed == default && Link.Subscriber.State == SubscriberState.Open;

    /// <summary>Whether it takes everything at once.</summary>
    public bool TakesAll => Link.Sink is { Rest: 0, Capacity: int.MaxValue };

    public void Act(Random random)
    {
        var draw = new RequestDraw(random, _plan.Symbols);
        int id = random.Next(1, 6);
        switch (random.Next(34))
        {
            case < 6:
                Subscribe(id, draw, random);
                break;
            case 6:
                Ask(new UnsubscribeMessage { Id = Known(id) });
                break;
            case < 10:
                Ask(draw.Modify(Known(id)));
                break;
            case 10:
                Pause(Known(id));
                break;
            case < 13:
                Resume(_paused.Count > 0 ? _paused.Min() : Known(id));
                break;
            case < 15:
                Ask(new StatementRequest { Id = Known(id) });
                break;
            case 15:
                Link.Post(new PingMessage { T = -random.Next() });
                break;
            case 16:
                Link.Subscriber.Pinged([1, 2, 3]);
                break;
            case 17 when !_isPatient:
                Leave(random.Next(6));
                break;
            case < 21:
                Link.Sink.Take(random.Next(1, 2_000));
                break;
            case < 29:
                Link.Sink.Take();
                Link.Subscriber.Alive();
                break;
            case 29:
                Link.Sink.Capacity = Capacities[random.Next(Capacities.Length)];
                break;
            default:
                Link.Subscriber.Alive();
                break;
        }
    }

    /// <summary>Whether all that it asked for is answered, and all that it has is live and at rest, so that it has a place to go on from at any time.</summary>
    public bool IsAtRest => IsOpen && !_leaves && TakesAll && Book.IsAnswered && !Link.Subscriber.IsEnding && Link.Subscriber.Subscriptions.Values.All(one =>
        one is { Stage: SubscriptionStage.Live, Changing: null, IsPaused: false } && one.Changes is null or { Count: 0 });

    /// <summary>An operator holds it to a least interval.</summary>
    public void Hold(Random random)
    {
        int floorMs = Floors[random.Next(Floors.Length)];
        var ask = new LaneCommand(null!, null, null, null, null) { Question = () => Held(floorMs) };
        Assert.True(Lane.PostAsync(ask, CancellationToken.None).AsTask().IsCompletedSuccessfully, "the lane's command queue is full");
        Book.Hand.Ask(floorMs, _pipeline.Time.Timestamp);
        _asked++;
        _floorMs = floorMs;
        RunTally.Add(Happening.Held);
    }

    /// <summary>Looks whether what an operator asked for last is in force by now.</summary>
    public void LookAtHold()
    {
        if (Book.Hand.IsOpen && !_isOver && _holdings.Count == _asked && Link.Subscriber.Subscriptions.Values.All(IsHeld))
        {
            Book.Hand.Enter(_pipeline.Time.Timestamp);
        }
    }

    /// <summary>From here on, nothing keeps an interval: what is held is sent before the connection is closed.</summary>
    public void Drain()
    {
        _isOver = true;
        Book.Hand.Ask(0, _pipeline.Time.Timestamp);
    }

    /// <summary>Nothing is left to do: what an operator asked for is answered, and in force unless there was no memory for it.</summary>
    public void CheckHeld()
    {
        Promise.Kept(_holdings.TrueForAll(one => one.Settled.IsCompleted), $"an operator waits for what became of an interval");
        Promise.Kept(
            !IsOpen || _plan.Terms.HasLittleMemory || _asked == 0 || Link.Subscriber.Subscriptions.Values.Where(one => one.Stage == SubscriptionStage.Live).All(IsHeld),
            $"a connection is not held to {_floorMs} ms");
    }

    private void Held(int floorMs)
    {
        if (Link.Subscriber.State == SubscriberState.Open)
        {
            Book.Notices.Hold(floorMs);
        }

        _holdings.Add(Lane.Holds.Hold(Link.Subscriber, floorMs));
    }

    private bool IsHeld(Subscription one) =>
        one.Cohort.Key.Pace.FloorMs == _floorMs && one.Changing is not { IsByHand: true } && one.Changes?.Any(change => change.IsByHand) != true;

    /// <summary>Reads everything from now on.</summary>
    public void OpenUp()
    {
        Link.Sink.Capacity = int.MaxValue;
        Link.Sink.Take();
        Link.Subscriber.Alive();
    }

    /// <summary>Lets what is paused go on.</summary>
    public void ResumeAll()
    {
        foreach (int id in _paused.ToArray())
        {
            Resume(id);
        }
    }

    /// <summary>Asks for the accounts of everything.</summary>
    public void AskStatements()
    {
        foreach (int id in Book.Open.Keys)
        {
            Ask(new StatementRequest { Id = id });
        }
    }

    private void Subscribe(int id, RequestDraw draw, Random random)
    {
        SubscribeMessage own = draw.Subscribe(id);
        SubscribeMessage popular = _plan.Popular[random.Next(_plan.Popular.Count)];
        SubscribeMessage message = _followsTheCrowd && random.Next(4) > 0 ? popular : own;
        if (random.Next(3) == 0)
        {
            message = message with { From = draw.From(_pipeline.Recent.Last, _pipeline.Time.Now) };
            RunTally.Add(Happening.Recovery);
        }

        _ids.Add(message.Id);
        Ask(message);
    }

    private void Pause(int id)
    {
        _paused.Add(id);
        Ask(new PauseMessage { Id = id });
    }

    private void Resume(int id)
    {
        _paused.Remove(id);
        Ask(new ResumeMessage { Id = id });
    }

    private int Known(int id) => _ids.Count == 0 ? id : _ids.ElementAt(id % _ids.Count);

    private void Ask(ClientMessage message)
    {
        if (Link.End is null)
        {
            PingMessage ping = Book.Ask(message);
            Link.Post(message).Post(ping);
        }
    }

    private void Leave(int how)
    {
        _leaves = true;
        switch (how)
        {
            case 0:
                Link.Subscriber.PeerClosing(1000);
                break;
            case 1:
                Link.Subscriber.PeerGone();
                break;
            case 2:
                Link.Sink.IsBroken = true;
                break;
            case 3:
                Link.Subscriber.Close(new CloseReason(1002, "rule"), failed: true);
                break;
            case 4:
                // Half-way: the close frame comes while what was sent before it is stuck.
                Link.Sink.Capacity = 1;
                Link.Subscriber.PeerClosing(1001);
                break;
            default:
                Link.Fault().Fault().Fault().Fault();
                break;
        }
    }
}
