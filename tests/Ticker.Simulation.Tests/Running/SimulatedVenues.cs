using Ticker.Engine.Normalize;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Simulation.Tests.Running;

/// <summary>
/// Three feeds that define, trade, skip numbers, fall silent, break and come back. X is the first's, Y the second's,
/// Z of both; the third has its own.
/// </summary>
internal sealed class SimulatedVenues(TestPipeline pipeline, RunPlan plan)
{
    private static readonly string[] Names = ["alpha", "beta", "gamma"];
    private static readonly string[] Venues = ["XZ", "YZ", "W"];

    private readonly TestFeed?[] _feeds = new TestFeed?[Names.Length];
    private readonly List<string>[] _defined = [[], [], []];

    public void Define(Random random)
    {
        int n = random.Next(Names.Length);
        TestFeed feed = Open(n, random);
        var draw = new RequestDraw(random, plan.Symbols);
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            string name = draw.Name(Venues[n][random.Next(Venues[n].Length)]);

            // What only one feed defines may change its scale: that is a new instrument of the same name.
            bool changes = plan.ChangesScales && name[0] != 'Z' && random.Next(8) == 0;
            if (changes || !_defined[n].Contains(name))
            {
                Assert.Equal(RejectReason.None, feed.TryDefine(name, changes ? 3u : 2u));
                if (!_defined[n].Contains(name))
                {
                    _defined[n].Add(name);
                }
            }
        }
    }

    public void Tick(Random random)
    {
        int n = random.Next(Names.Length);
        if (_defined[n].Count == 0)
        {
            return;
        }

        TestFeed feed = Open(n, random);
        if (random.Next(10) == 0)
        {
            Refresh(n, feed, random);
            return;
        }

        int burst = random.Next(12) == 0 ? 60 : 8;
        for (int i = random.Next(1, burst); i > 0 && _defined[n].Count > 0; i--)
        {
            string name = _defined[n][random.Next(_defined[n].Count)];
            TickFlags flags = random.Next(10) == 0 ? TickFlags.Snapshot : TickFlags.None;
            Assert.Equal(RejectReason.None, feed.Add(Draw(feed, name, flags, random)));
        }
    }

    public void Flush(Random random) => Flush(_feeds[random.Next(_feeds.Length)]);

    public void FlushAll()
    {
        foreach (TestFeed? feed in _feeds)
        {
            Flush(feed);
        }
    }

    public void Disturb(Random random)
    {
        int n = random.Next(Names.Length);
        (bool skips, int skipped, bool ended) = (random.Next(4) > 0, random.Next(1, 50), random.Next(2) == 0);
        if (_feeds[n] is not { } feed)
        {
            return;
        }

        if (skips)
        {
            feed.Next += (ulong)skipped;
            return;
        }

        MakeRoom();
        Assert.True(feed.Session.CloseAsync(ended).AsTask().IsCompletedSuccessfully);
        _feeds[n] = null;
        _defined[n].Clear();
    }

    public void CheckSilence()
    {
        MakeRoom();
        Assert.True(pipeline.Door.CheckSilenceAsync(default).AsTask().IsCompletedSuccessfully);
    }

    // Nearly everything anew: what closes a gap.
    private void Refresh(int n, TestFeed feed, Random random)
    {
        int one = random.Next(2 * _defined[n].Count);
        for (int i = 0; i < _defined[n].Count; i++)
        {
            if (i != one)
            {
                Assert.Equal(RejectReason.None, feed.Add(feed.Quote(_defined[n][i], 5, 6, TickFlags.Snapshot)));
            }
        }
    }

    private Tick Draw(TestFeed feed, string name, TickFlags flags, Random random)
    {
        (int what, long price, long other) = (random.Next(10), random.Next(1, 1_000_000), random.Next(1, 100));
        long size = plan.HasHugeSizes && random.Next(2) == 0 ? Model.Tick.MaxMantissa - other : other;
        if (what == 0)
        {
            return feed.Status(name, (TradingState)(1 + (price % 5)));
        }

        if (what < 4)
        {
            return feed.Trade(name, plan.HasHugeSizes ? price * 1_000_000_000 : price - 1_000, size, flags);
        }

        Tick quote = feed.Quote(name, price, price + other, flags);
        return random.Next(12) switch
        {
            0 => quote with { BidPrice = Model.Tick.NoPrice, BidSize = 0 },
            1 => quote with { AskPrice = Model.Tick.NoPrice, AskSize = 0 },
            _ => quote,
        };
    }

    private TestFeed Open(int n, Random random)
    {
        ulong run = (ulong)random.Next(1, 3);
        if (_feeds[n] is not { } feed)
        {
            _defined[n].Clear();
            _feeds[n] = feed = pipeline.OpenFeed(Names[n], run);
        }

        return feed;
    }

    private void Flush(TestFeed? feed)
    {
        MakeRoom();
        feed?.Session.Touch();
        feed?.Flush();
    }

    private void MakeRoom()
    {
        pipeline.Sequence();
        while (pipeline.Queued > 0)
        {
            pipeline.Turn();
            pipeline.Sequence();
        }
    }
}
