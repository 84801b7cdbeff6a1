using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>Instruments that become known while others are still being looked through: each is told once, none is missed.</summary>
public sealed class DefinitionInterleavingTests
{
    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 25));

    [Fact]
    public void Define_InTheMiddleOfFiveThousand_EachIsToldOnce()
    {
        TestPipeline pipeline = SlowLane();
        TestFeed feed = pipeline.OpenFeed().Define(Enumerable.Range(0, 5_000).Select(n => $"X:{n}"));
        pipeline.Run();
        TestClient client = pipeline.Join();
        client.Post(TestClient.To(1, "*"));
        int defined = 5_000;
        bool more = true;
        while (more || defined < 5_200)
        {
            if (defined < 5_200)
            {
                feed.Define(Enumerable.Range(defined, 10).Select(n => $"X:{n}"));
                defined += 10;
            }

            pipeline.Sequence();
            more = pipeline.Lane.Turn();
        }

        Assert.Equal(Enumerable.Range(0, 5_200).Select(n => $"X:{n}"), client.Peer.ToldOf(1).OrderBy(name => int.Parse(name[2..])));
    }

    [Fact]
    public void Define_OfTheVeryInstrumentThatWasLookedAtLast_IsNotMissed()
    {
        // One step looks at 256 numbers. The last of them is given out, but its definition has not come along yet.
        TestPipeline pipeline = SlowLane();
        TestFeed one = pipeline.OpenFeed("one").Define(Enumerable.Range(1, 255).Select(n => $"X:{n}"));
        one.TryDefine("X:256");
        pipeline.OpenFeed("two").Define(Enumerable.Range(257, 43).Select(n => $"X:{n}"));
        pipeline.Run();
        TestClient client = pipeline.Join();
        client.Post(TestClient.To(1, "*"));
        Assert.True(pipeline.Lane.Turn());
        Assert.Empty(client.Peer.Controls<Subscribed>());
        one.Flush();
        pipeline.Run();
        Assert.Equal(299, client.Peer.ToldOf(1).Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Define_AtAnyMomentFromSeveralFeeds_EachMatchIsToldOnceAndEveryTradeOfItComes(int seed)
    {
        var random = new Random(seed);
        TestPipeline pipeline = SlowLane();
        TestFeed[] feeds = [pipeline.OpenFeed("one"), pipeline.OpenFeed("two")];
        HashSet<string>[] defined = [[], []];
        TestClient[] clients = [.. Enumerable.Range(0, 3).Select(_ => pipeline.Join())];
        string[][] requests = [["*"], ["X:1*", "X:2", "X:33", "N:1"], [.. Enumerable.Range(0, 400).Select(n => $"X:{n * 3}")]];
        Func<string, bool>[] matches = [_ => true, name => name is "X:2" or "X:33" || name.StartsWith("X:1", StringComparison.Ordinal), name => int.Parse(name[2..]) % 3 == 0 && int.Parse(name[2..]) < 1_200];
        for (int step = 0; step < 400; step++)
        {
            int who = random.Next(2);
            switch (random.Next(6))
            {
                case 0:
                    string[] names = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => $"X:{random.Next(1_300)}").Distinct().Where(name => !defined[who].Contains(name))];
                    Assert.All(names, name => Assert.Equal(Engine.Normalize.RejectReason.None, feeds[who].TryDefine(name)));
                    defined[who].UnionWith(names);
                    break;
                case 1:
                    feeds[who].Flush();
                    break;
                case 2:
                    int client = step / 100;
                    if (client < 3 && requests[client].Length > 0)
                    {
                        clients[client].Post(TestClient.To(1, requests[client]));
                        requests[client] = [];
                    }

                    break;
                case 3 when defined[who].Count > 0:
                    feeds[who].SendTrade(defined[who].ElementAt(random.Next(defined[who].Count)), step + 1);
                    break;
                case 4:
                    pipeline.Sequence();
                    break;
                default:
                    pipeline.Lane.Turn();
                    break;
            }
        }

        Assert.All(feeds, feed => feed.Flush());
        pipeline.Run();
        for (int i = 0; i < 3; i++)
        {
            if (requests[i].Length > 0)
            {
                clients[i].Subscribe(1, requests[i]);
            }

            string[] expected = [.. defined[0].Union(defined[1]).Where(matches[i]).Order()];
            Assert.Equal(expected, clients[i].Peer.ToldOf(1).Order());
            AssertUnknownIsNotYetTold(clients[i].Peer);
            ulong began = clients[i].Peer.Controls<Seam>().Single().Sequence;
            ulong[] trades = [.. pipeline.Tape.Where(tick => tick.Kind == TickKind.Trade && tick.Sequence > began && matches[i](pipeline.Instruments[tick.Instrument].FullName)).Select(tick => tick.Sequence)];
            Assert.Equal(trades, clients[i].Peer.TicksOf(1, live: true).Select(tick => tick.Sequence));
        }
    }

    private static void AssertUnknownIsNotYetTold(SimulatedPeer peer)
    {
        HashSet<string> told = [];
        foreach (Subscribed page in peer.Controls<Subscribed>())
        {
            told.UnionWith(page.Instruments.Select(instrument => instrument.FullName));
            Assert.DoesNotContain(page.Unknown, told.Contains);
        }
    }

    // So that one step of finding is all that a turn does.
    private static TestPipeline SlowLane()
    {
        var pipeline = new TestPipeline(new DeliveryOptions { CommandSlice = TimeSpan.FromTicks(1), HeartbeatInterval = TimeSpan.FromHours(1) });
        pipeline.Time.PerReading = TimeSpan.FromTicks(2);
        return pipeline;
    }
}
