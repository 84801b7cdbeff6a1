using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;
using Ticker.Simulation.Tests.Oracle;

namespace Ticker.Simulation.Tests.Running;

/// <summary>
/// A seeded run of everything that can happen, in any order, in one thread under a virtual clock: what feeds and
/// clients do, how sockets take it, when the sequencer and each lane get their turn. What a step does is drawn from
/// the seed and the step alone, so that the input is the same whatever comes of it.
/// </summary>
internal sealed class World
{
    private static readonly Dictionary<int, ulong> EmptyBegan = [];

    private readonly RunPlan _plan;
    private readonly TestPipeline _pipeline;
    private readonly MarketTape _tape;
    private readonly LaneTimeline[] _timelines;
    private readonly KeptTicks _kept;
    private readonly SimulatedVenues _venues;
    private readonly TotalsCheck _totals;
    private readonly MemoryCheck _memory;
    private readonly List<SimulatedClient> _clients = [];

    private bool _hasWarned;

    // Apart from the steps, so that looking changes nothing of what happens.
    private readonly Random _seldom;

    public World(RunPlan plan, int lanes)
    {
        _plan = plan;
        _kept = new KeptTicks(plan.KeepsAfter);
        _pipeline = new TestPipeline(plan.Delivery, new FeedOptions { FeedTimeout = plan.FeedTimeout }, lanes: lanes, memory: plan.Memory, recentTicks: plan.RecentTicks, past: plan.RecentTicks < 1_000 ? _kept : null);
        _kept.Pipeline = _pipeline;
        _pipeline.Time.PerReading = plan.PerReading;
        _tape = new MarketTape(_pipeline.Instruments);
        _timelines = [.. _pipeline.Lanes.Select(_ => new LaneTimeline())];
        _seldom = new Random(plan.Seed);
        _venues = new SimulatedVenues(_pipeline, plan);
        _totals = new TotalsCheck(_pipeline);
        _memory = new MemoryCheck(_pipeline);
        _pipeline.Turned = NoteSubscriptions;
    }

    /// <summary>How far it came, for the report of a failure.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs the plan to its end; throws at the first broken promise.</summary>
    public void Run()
    {
        for (; Steps < _plan.Steps; Steps++)
        {
            Step(new Random((_plan.Seed * 7_919) + Steps));
            StepIn(new Random((_plan.Seed * 104_729) + Steps));
            Look();
        }

        Settle();
        foreach (SimulatedClient client in _clients)
        {
            client.Book.Audit(cameWhole: client.IsOpen);
            client.Link.Subscriber.PeerGone();
        }

        RunTally.Add(Happening.Tick, _pipeline.Tape.Count);
        RunTally.Add(Happening.FeedGap, _pipeline.Tape.Count(record => record.Kind == TickKind.FeedState && record.FeedStateCause == FeedStateCause.Lost));
        RunTally.Add(Happening.FeedSilence, _pipeline.Tape.Count(record => record.Kind == TickKind.FeedState && record.FeedStateCause == FeedStateCause.Silent));
        RunTally.Add(Happening.Eviction, _clients.Count(client => client.Link.Peer.CloseCode == 4008));
        RunTally.Add(Happening.Restart, _clients.Count(client => client.Link.Peer.CloseCode == 1012));
        RunTally.Add(Happening.BusySocket, _clients.Count(client => client.Book.SocketWasBusy));
        _pipeline.AssertNothingLeft();
        _totals.Check();
        Promise.Kept(_pipeline.Lanes.All(lane => lane.Totals is { Subscriptions: 0, Subscribers: 0, Cohorts: 0, Accounts.Pending: 0 }), $"totals of a lane without connections tell of some");
        Promise.Kept(_clients.TrueForAll(client => client.Link.End is not null), $"a lane did not let go of a connection");
    }

    private void Step(Random random)
    {
        switch (random.Next(22))
        {
            case 0:
                _venues.Define(random);
                break;
            case < 7:
                _venues.Tick(random);
                break;
            case 7:
                _venues.Flush(random);
                break;
            case 8:
                _pipeline.Sequence();
                break;
            case 9:
                _venues.Disturb(random);
                break;
            case 10 when _clients.Count < _plan.MostClients:
                Connect(random);
                break;
            case < 16 when _clients.Count > 0:
                _clients[random.Next(_clients.Count)].Act(random);
                break;
            case 16:
                _pipeline.Time.Advance(TimeSpan.FromMilliseconds(random.Next(random.Next(8) == 0 ? 4_000 : 300)));
                _venues.CheckSilence();
                break;
            case 17 when random.Next(4) == 0 && _clients.Count > 0:
                CheckAtRest(_clients[random.Next(_clients.Count)]);
                break;
            default:
                if (random.Next(2) == 0)
                {
                    _pipeline.WorkOnce();
                }

                _pipeline.Sequence();
                _pipeline.Lanes[random.Next(60) % _pipeline.Lanes.Count].Turn();
                break;
        }
    }

    // What is done to the server and by its operators.
    private void StepIn(Random random)
    {
        if (_plan.HasOperator && _clients.Count > 0 && random.Next(20) == 0)
        {
            _clients[random.Next(_clients.Count)].Hold(random);
        }

        if (Steps == _plan.WarnsAt)
        {
            Warn();
        }

        if (Steps == _plan.DrainsAt)
        {
            Drain();
        }
    }

    private void Warn()
    {
        _hasWarned = true;
        foreach (SimulatedClient client in _clients)
        {
            client.Book.Notices.IsOwedWarning = client.Link.Subscriber.State == SubscriberState.Open;
        }

        var returns = new ReturnTimes(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        Array.ForEach([.. _pipeline.Lanes], lane => lane.Announce(returns));
    }

    // Whoever takes everything has all that there is before it is closed, and is told so.
    private void Drain()
    {
        RunTerms terms = _plan.Terms;
        bool isSure = terms is { TimeStandsStill: true, HasSmallBudget: false, HasLittleMemory: false, HasSmallReplies: false } && _plan.Flush > TimeSpan.Zero;
        (SimulatedClient Client, ulong Position)[] sure = [.. _clients.Where(client => isSure && client.IsAtRest).Select(client => (client, client.Lane.Position))];
        _clients.ForEach(client => client.Drain());
        Array.ForEach([.. _pipeline.Lanes], lane => lane.Drain(_plan.Flush));
        RunTally.Add(Happening.Drain);
        if (sure.Length == 0)
        {
            return;
        }

        _pipeline.Run();
        foreach ((SimulatedClient client, ulong position) in sure)
        {
            Promise.Kept(client.Link.Peer.CloseCode == 1012, $"one that takes everything is not closed, but {client.Link.Peer.CloseCode}");
            Promise.Kept(ResumeOf(client) >= position, $"it may go on from #{ResumeOf(client)}, and all up to #{position} was there");
            ulong[] each = [.. client.Link.Peer.Controls<Heartbeat>().Last().Subscriptions.Select(one => one.Sequence)];
            Promise.Kept(each.Length == 0 || each.Min() == ResumeOf(client), $"it may go on from #{ResumeOf(client)}, and its subscriptions from #{string.Join(", #", each)}");
        }
    }

    private static ulong ResumeOf(SimulatedClient client) => ulong.Parse(client.Link.Peer.CloseText.Split(':')[2]);

    private void Connect(Random random)
    {
        int lane = _clients.Count % _pipeline.Lanes.Count;
        if (SimulatedClient.TryConnect(_pipeline, _tape, _timelines[lane], _plan, lane, random) is not { } client)
        {
            RunTally.Add(Happening.RefusedConnection);
            return;
        }

        client.Link.Sink.Trying = () => _totals.Note(client.Link.Subscriber);
        client.Book.Notices.IsOwedWarning = _hasWarned;
        _clients.Add(client);
    }

    // Everything that has come is held against everything that has happened; and the accounts of all that lives balance.
    private void Look()
    {
        _memory.Check();
        _tape.Take(_pipeline.Tape);
        for (int n = 0; n < _timelines.Length; n++)
        {
            _timelines[n].Note(_pipeline.Lanes[n].Position, _pipeline.Time.Timestamp);
        }

        NoteSubscriptions();
        foreach (SimulatedClient client in _clients)
        {
            client.Book.Take(client.Link.Peer.Arrivals);
            client.LookAtHold();
            if (client.Link.Peer.CloseCode == 4008)
            {
                LookAtEviction(client);
            }
            else if (client.Link.Peer.CloseCode == 1012)
            {
                client.Book.CheckRestart(ResumeOf(client));
            }
        }

        if (Steps % 16 == 0)
        {
            foreach (SimulatedClient client in _clients)
            {
                AccountsCheck.Check(client.Link.Subscriber, client.Lane, _plan.Terms);
            }
        }

        if (_seldom.Next(24) == 0)
        {
            _totals.Check();
        }
    }

    private void NoteSubscriptions() => _clients.ForEach(client => _totals.Note(client.Link.Subscriber));

    private void LookAtEviction(SimulatedClient client)
    {
        RunTerms terms = _plan.Terms;
        Promise.Kept(client.Book.SocketWasBusy || terms.HasSmallBudget || terms.HasSmallReplies || terms.HasLittleMemory, $"one that took everything was evicted as slow");
        client.Book.CheckResume(ResumeOf(client));
    }

    // One more client takes everything; then whoever does has all that is due to it.
    private void CheckAtRest(SimulatedClient opened)
    {
        opened.OpenUp();
        _venues.FlushAll();
        Rest();
    }

    private void Rest()
    {
        _pipeline.Run();
        _memory.CheckAtRest();
        Look();
        _clients.ForEach(client => client.CheckHeld());
        long now = _pipeline.Time.Timestamp;
        foreach (SimulatedClient client in _clients.Where(client => client.IsOpen && client.TakesAll))
        {
            TimeSpan sleep = client.Lane.UntilNextDeadline();
            long nextTurn = sleep < TimeSpan.Zero ? long.MaxValue : now + sleep.Ticks;
            client.Book.CheckCaughtUp(new Moment(now, client.Lane.Position, EmptyBegan), nextTurn);
        }
    }

    // When the flush is over, those who have not taken what waits are closed too.
    private void EndFlush()
    {
        _pipeline.Run();
        Look();
        _pipeline.Time.Advance(_plan.Flush);
        _pipeline.Run();
        Promise.Kept(_clients.TrueForAll(client => client.Link.Subscriber.State != SubscriberState.Open), $"the flush is over, and a connection is served");
    }

    // All peers read everything, what is paused goes on, and what is held is waited for.
    private void Settle()
    {
        if (_plan is { DrainsAt: >= 0, WaitsForNobody: true })
        {
            EndFlush();
        }

        _venues.FlushAll();
        foreach (SimulatedClient client in _clients)
        {
            client.OpenUp();
            client.ResumeAll();
        }

        Rest();
        for (int i = 0; i < 8; i++)
        {
            _pipeline.Time.Advance(TimeSpan.FromMilliseconds(500));
            Rest();
        }

        _clients.ForEach(client => client.AskStatements());
        Rest();
        int[] retries = [.. _clients.Select(client => client.Book.Notices.RetryMs).OfType<int>()];
        Promise.Kept(retries.Distinct().Count() == retries.Length, $"several were told to come back at once: after {string.Join(", ", retries)} ms");
        Promise.Kept(_plan.DrainsAt < 0 || !_clients.Exists(client => client.IsOpen), $"the server has stopped, and a connection is open");
        foreach (SimulatedClient client in _clients.Where(client => client.IsOpen))
        {
            Promise.Kept(
                client.Book.Open.Values.All(book => !book.IsHolding(client.Lane.Position)),
                $"a value is held without end");
        }
    }
}
