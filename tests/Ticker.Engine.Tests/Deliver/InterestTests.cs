using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class InterestTests
{
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
    public void Fingerprint_SameEntriesInAnyOrder_IsTheSameAndForNoOthers()
    {
        Assert.Null(InterestSet.Create(["X:A", "Y:*", "X:B"], out InterestSet one));
        Assert.Null(InterestSet.Create(["X:B", "", "X:A", "X:A", "Y:*"], out InterestSet same));
        Assert.Null(InterestSet.Create(["X:A", "X:B"], out InterestSet fewer));
        Assert.Equal(one.Fingerprint, same.Fingerprint);
        Assert.NotEqual(one.Fingerprint, fewer.Fingerprint);
    }

    [Fact]
    public void Table_AnyAddsAndRemoves_KnowsWhoIsInterested() =>
        Prop.ForAll(Gen.Choose(0, 1_000).ArrayOf().ToArbitrary(), choices =>
        {
            var table = new InterestTable();
            Cohort[] cohorts = [.. Enumerable.Range(0, 4).Select(Make)];
            HashSet<(int Who, uint Instrument)> model = [];
            foreach (int choice in choices)
            {
                (int who, uint instrument) = (choice % 4, (uint)(choice / 4 % 5) + 300);
                if (model.Add((who, instrument)))
                {
                    cohorts[who].AddInstrument(instrument, table);
                }
                else if (choice > 500)
                {
                    int cell = cohorts[who].Instruments.ToArray().ToList().LastIndexOf(instrument);
                    table.Remove(instrument, cohorts[who].Places[cell]);
                    model.Remove((who, instrument));
                }
            }

            return table.Cells == model.Count && Enumerable.Range(298, 9).All(instrument =>
                table.Of((uint)instrument).ToArray().Select(interest => interest.Cohort.Key.Id - 1).Order()
                    .SequenceEqual(model.Where(one => one.Instrument == instrument).Select(one => one.Who).Order()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Standing_ExactAndPatternOfOneCohort_IsToldOnce()
    {
        var standing = new StandingInterest();
        Cohort both = Make(0, "X:A", "X:*"), exact = Make(1, "X:A"), pattern = Make(2, "*:A"), other = Make(3, "Y:*");
        standing.Add("X:A", both);
        standing.Add("X:A", exact);
        foreach (Cohort cohort in new[] { both, pattern, other })
        {
            standing.Add(cohort);
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
        standing.Tell(TestFeed.Describe("X:A"), (cohort, _) => told.Add(cohort.Key.Id));
        return [.. told.Order()];
    }

    private static Cohort Make(int n) => Make(n, "*");

    private static Cohort Make(int n, params string[] symbols)
    {
        Assert.Null(InterestSet.Create(symbols, out InterestSet interest));
        var key = new CohortKey(n + 1, Framing.WebSocket(WireEncoding.MessagePack), Times: false, new Pace(), interest.Fingerprint);
        return new Cohort(key, interest, new LaneLedger(1), new MemoryBudget(long.MaxValue));
    }
}
