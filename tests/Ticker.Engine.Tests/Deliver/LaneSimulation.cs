using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>
/// A seeded run of everything that can happen to a lane, in any order: definitions, ticks, gaps and broken feeds; peers
/// that read, stall, trickle, misbehave and die; time that passes.
/// </summary>
internal sealed class LaneSimulation
{
    private const int MostClients = 10;

    private static readonly string[] Patterns = ["*", "X:*", "*:1*", "Z:2", "X:1*"];
    private static readonly int[] Capacities = [0, 1, 40, 700, 5_000, int.MaxValue, int.MaxValue, int.MaxValue];

    private readonly Random _random;
    private readonly TestPipeline _pipeline;
    // JSON tells a tick's instrument by its name alone: then two of one name, with different scales, are one to a peer.
    private readonly bool _changesScales;
    private readonly TestFeed?[] _feeds = new TestFeed?[2];
    private readonly HashSet<string>[] _defined = [[], []];
    private readonly List<SimulatedClient> _clients = [];

    public LaneSimulation(int seed)
    {
        _random = new Random(seed);
        _changesScales = _random.Next(3) == 0;
        _pipeline = new TestPipeline(new DeliveryOptions
        {
            PendingTicks = _random.Next(3) == 0 ? 40 : 100_000,
            PendingReplyBytes = _random.Next(3) == 0 ? 4_096 : 256 * 1_024,
            MaxSubscriptions = 6,
        });
        _pipeline.Time.PerReading = TimeSpan.FromTicks(_random.Next(3) * 1_500);
    }

    public TestPipeline Pipeline => _pipeline;

    public IReadOnlyList<SimulatedClient> Clients => _clients;

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Step();
        }
    }

    /// <summary>All peers read everything, and all that waits is sent.</summary>
    public void Settle()
    {
        foreach (TestFeed? feed in _feeds)
        {
            Flush(feed);
        }

        foreach (SimulatedClient client in _clients)
        {
            client.Link.Sink.Capacity = int.MaxValue;
            client.Link.Sink.Take();
        }

        _pipeline.Run();
    }

    private void Step()
    {
        switch (_random.Next(20))
        {
            case 0:
                Define();
                break;
            case < 7:
                Tick();
                break;
            case 7:
                Flush(_feeds[_random.Next(2)]);
                break;
            case 8:
                _pipeline.Sequence();
                break;
            case 9:
                Disturb();
                break;
            case 10 when _clients.Count(client => client.Link.End is null) < MostClients:
                _clients.Add(new SimulatedClient(_pipeline, _random, mayUseJson: !_changesScales));
                break;
            case < 15 when _clients.Count > 0:
                SimulatedClient any = _clients[_random.Next(_clients.Count)];
                any.Act(Symbols());
                break;
            case 15:
                PassTime();
                break;
            default:
                _pipeline.Sequence();
                _pipeline.Lane.Turn();
                break;
        }
    }

    private string[] Symbols()
    {
        string[] symbols = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => $"{"XYZ"[_random.Next(3)]}:{_random.Next(30)}")];
        return _random.Next(3) == 0 ? [.. symbols, Patterns[_random.Next(Patterns.Length)]] : symbols;
    }

    private TestFeed Open(int n)
    {
        if (_feeds[n] is not { } feed)
        {
            _defined[n].Clear();
            _feeds[n] = feed = _pipeline.OpenFeed(n == 0 ? "alpha" : "beta", run: (ulong)_random.Next(1, 3));
        }

        return feed;
    }

    private void Define()
    {
        int n = _random.Next(2);
        TestFeed feed = Open(n);
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            string name = $"{(n == 0 ? "XZ" : "YZ")[_random.Next(2)]}:{_random.Next(30)}";
            // What only one feed defines may change its scale: that is a new instrument of the same name.
            bool changes = _changesScales && name[0] != 'Z' && _random.Next(8) == 0;
            if (_defined[n].Add(name) || changes)
            {
                Assert.Equal(Engine.Normalize.RejectReason.None, feed.TryDefine(name, changes ? 3u : 2u));
            }
        }
    }

    private void Tick()
    {
        int n = _random.Next(2);
        if (_defined[n].Count == 0)
        {
            return;
        }

        TestFeed feed = Open(n);
        for (int i = _random.Next(1, 8); i > 0 && _defined[n].Count > 0; i--)
        {
            string name = _defined[n].ElementAt(_random.Next(_defined[n].Count));
            TickFlags flags = _random.Next(10) == 0 ? TickFlags.Snapshot : TickFlags.None;
            switch (_random.Next(10))
            {
                case 0:
                    feed.SendStatus(name, (TradingState)_random.Next(1, 6));
                    break;
                case < 4:
                    feed.SendTrade(name, _random.Next(1, 1_000_000), flags: flags);
                    break;
                default:
                    feed.SendQuote(name, _random.Next(1, 1_000_000), flags);
                    break;
            }
        }
    }

    private void Flush(TestFeed? feed)
    {
        MakeRoom();
        feed?.Session.Touch();
        feed?.Flush();
    }

    private void MakeRoom()
    {
        _pipeline.Sequence();
        while (_pipeline.Queued > 0)
        {
            _pipeline.Lane.Turn();
            _pipeline.Sequence();
        }
    }

    private void Disturb()
    {
        int n = _random.Next(2);
        if (_feeds[n] is not { } feed)
        {
            return;
        }

        if (_random.Next(4) > 0)
        {
            feed.Next += (ulong)_random.Next(1, 50);
            return;
        }

        MakeRoom();
        Assert.True(feed.Session.CloseAsync(ended: _random.Next(2) == 0).AsTask().IsCompletedSuccessfully);
        _feeds[n] = null;
        _defined[n].Clear();
    }

    private void PassTime()
    {
        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(_random.Next(8) == 0 ? 4_000 : 300)));
        MakeRoom();
        Assert.True(_pipeline.Door.CheckSilenceAsync(default).AsTask().IsCompletedSuccessfully);
        foreach (SimulatedClient client in _clients)
        {
            client.Link.Sink.Capacity = _random.Next(6) == 0 ? Capacities[_random.Next(Capacities.Length)] : client.Link.Sink.Capacity;
        }
    }
}
