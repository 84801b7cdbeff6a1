using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class InterestTests
{
    private readonly Subscriber _owner = new(new SimulatedSink(new SimulatedPeer(WireEncoding.MessagePack)), WireEncoding.MessagePack);

    [Fact]
    public void Create_ExactAndPatterns_AreToldApartAndEachKeptOnce()
    {
        Assert.Null(InterestSet.Create(["X:B", "X:A", "", "X:B", "Y:*", "Y:*"], out InterestSet interest));
        Assert.Equal(["X:B", "X:A"], interest.Exact);
        Assert.True(interest.HasPatterns);
        Assert.Equal((0, 1, -1), (interest.IndexOf("X:B"), interest.IndexOf("X:A"), interest.IndexOf("Y:A")));
        Assert.Equal([true, true, true, false], new[] { "X:A", "X:B", "Y:Z", "X:C" }.Select(name => interest.Matches(TestFeed.Describe(name))));
    }

    [Fact]
    public void Table_AnyAddsAndRemoves_KnowsWhoIsInterested() =>
        Prop.ForAll(Gen.Choose(0, 1_000).ArrayOf().ToArbitrary(), choices =>
        {
            var table = new InterestTable();
            Subscription[] subscriptions = [.. Enumerable.Range(0, 4).Select(Make)];
            HashSet<(int Who, uint Instrument)> model = [];
            foreach (int choice in choices)
            {
                (int who, uint instrument) = (choice % 4, (uint)(choice / 4 % 5) + 300);
                if (model.Add((who, instrument)))
                {
                    subscriptions[who].AddInstrument(instrument, table);
                }
                else if (choice > 500)
                {
                    int cell = subscriptions[who].Instruments.ToArray().ToList().LastIndexOf(instrument);
                    table.Remove(instrument, subscriptions[who].Places[cell]);
                    model.Remove((who, instrument));
                }
            }

            return table.Cells == model.Count && Enumerable.Range(298, 9).All(instrument =>
                table.Of((uint)instrument).ToArray().Select(interest => interest.Subscription.Id - 1).Order()
                    .SequenceEqual(model.Where(one => one.Instrument == instrument).Select(one => one.Who).Order()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Standing_ExactAndPatternOfOneSubscription_IsToldOnce()
    {
        var standing = new StandingInterest();
        Subscription both = Make(0, "X:A", "X:*"), exact = Make(1, "X:A"), pattern = Make(2, "*:A"), other = Make(3, "Y:*");
        standing.Add("X:A", both);
        standing.Add("X:A", exact);
        foreach (Subscription subscription in new[] { both, pattern, other })
        {
            standing.Add(subscription);
        }

        Assert.Equal([1, 2, 3], Told(standing));
        standing.Remove("X:A", exact);
        standing.Remove("X:A", both);
        standing.Remove("X:Z", both);
        Assert.Equal(0, standing.Names);
        Assert.Equal([1, 3], Told(standing));
        standing.Remove(both);
        Assert.Equal([3], Told(standing));
        Assert.Equal(2, standing.Patterns);
    }

    private static int[] Told(StandingInterest standing)
    {
        List<int> told = [];
        standing.Tell(TestFeed.Describe("X:A"), (subscription, _) => told.Add(subscription.Id));
        return [.. told.Order()];
    }

    private Subscription Make(int n) => Make(n, "*");

    private Subscription Make(int n, params string[] symbols)
    {
        Assert.Null(InterestSet.Create(symbols, out InterestSet interest));
        return new Subscription(_owner, TestClient.To(n + 1, symbols), interest, new Pace());
    }
}
