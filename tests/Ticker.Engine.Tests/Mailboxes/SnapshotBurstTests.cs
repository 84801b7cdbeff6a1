using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class SnapshotBurstTests
{
    private const int Instruments = 40;

    public static TheoryData<int, TickKinds> Seeds()
    {
        var seeds = new TheoryData<int, TickKinds>();
        for (int seed = 1; seed <= 40; seed++)
        {
            seeds.Add(seed, (TickKinds)(seed % 7 << 1) + 2);
        }

        return seeds;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fill_WhileTheMarketGoesOn_GivesTheStateOfTheBeginning(int seed, TickKinds kinds)
    {
        var random = new Random(seed);
        var run = new MailboxRun(Instruments);
        ulong sequence = 0;
        for (int i = random.Next(200); i > 0; i--)
        {
            Tick tick = run.Next(random, ++sequence);
            run.Slots[tick.Instrument].Apply(in tick);
        }

        Dictionary<uint, ulong[]> expected = run.InstrumentOf.ToDictionary(instrument => instrument, instrument => StateOf(run.Slots[instrument], kinds));
        var burst = new SnapshotBurst(kinds, Instruments, Feeds());

        List<Tick> received = [];
        bool done = false;
        for (int step = 0; !done; step++)
        {
            Assert.True(step < 100_000);
            if (random.Next(3) > 0)
            {
                Tick tick = run.Next(random, ++sequence);
                ref Slot slot = ref run.Slots[tick.Instrument];
                burst.Save((int)tick.Instrument - 1, in slot);
                slot.Apply(in tick);
            }
            else
            {
                received.AddRange(MailboxRun.Read(random.Next(136, 600), (ref Ticker.Protocol.DataMessageWriter writer) =>
                    done = burst.Fill(ref writer, run.InstrumentOf, run.Slots, run.Registry)));
            }
        }

        Assert.All(received, tick => Assert.True(tick.Flags.HasFlag(TickFlags.Snapshot)));
        foreach (uint instrument in run.InstrumentOf)
        {
            Assert.Equal(expected[instrument], received.Where(tick => tick.Instrument == instrument).Select(tick => tick.Sequence));
        }
    }

    [Fact]
    public void Save_CellThatIsNotOwed_SavesNothing()
    {
        var run = new MailboxRun(2);
        var burst = new SnapshotBurst(TickKinds.All, cells: 1, Feeds());
        run.Slots[2].Quote = new Tick { Kind = TickKind.Quote, Instrument = 2, AskPrice = 1 };
        burst.Save(1, in run.Slots[2]);
        Assert.Empty(MailboxRun.Read(4_000, (ref Ticker.Protocol.DataMessageWriter writer) => burst.Fill(ref writer, run.InstrumentOf, run.Slots, run.Registry)));
    }

    [Fact]
    public void Fill_OnlySomeOwed_GivesTheirsAlone()
    {
        var run = new MailboxRun(3);
        for (uint instrument = 1; instrument <= 3; instrument++)
        {
            run.Slots[instrument].Quote = new Tick { Kind = TickKind.Quote, Instrument = instrument, Sequence = instrument, AskPrice = 1 };
        }

        var burst = new SnapshotBurst(TickKinds.All, cells: 3, Feeds(), owed: [1]);
        List<Tick> received = MailboxRun.Read(4_000, (ref Ticker.Protocol.DataMessageWriter writer) => burst.Fill(ref writer, run.InstrumentOf, run.Slots, run.Registry));
        Assert.Equal(2u, Assert.Single(received).Instrument);
    }

    [Fact]
    public void Fill_OfStaleInstruments_FlagsAllTheirTicksAndNoneOfTheFreshOnes()
    {
        var run = new MailboxRun(2);
        FeedTable feeds = Feeds();
        feeds.Apply(Tick.ForFeedState(1, FeedState.Ended, 1, default) with { Sequence = 1 });
        run.Slots[1].Feed = 1;
        for (uint instrument = 1; instrument <= 2; instrument++)
        {
            run.Slots[instrument].Quote = new Tick { Kind = TickKind.Quote, Instrument = instrument, Sequence = instrument, AskPrice = 1 };
            run.Slots[instrument].Trade = new Tick { Kind = TickKind.Trade, Instrument = instrument, Sequence = instrument + 2, Flags = TickFlags.Stale };
        }

        var burst = new SnapshotBurst(TickKinds.All, cells: 2, feeds);
        List<Tick> received = MailboxRun.Read(4_000, (ref Ticker.Protocol.DataMessageWriter writer) => burst.Fill(ref writer, run.InstrumentOf, run.Slots, run.Registry));
        Assert.Equal([true, true, false, false], received.Select(tick => tick.Flags.HasFlag(TickFlags.Stale)));
        Assert.Equal([0], burst.Stale!);
    }

    private static FeedTable Feeds()
    {
        var pipeline = new Fakes.TestPipeline();
        pipeline.OpenFeed();
        return new FeedTable(pipeline.Door);
    }

    private static ulong[] StateOf(in Slot slot, TickKinds kinds)
    {
        Span<Tick> room = stackalloc Tick[3];
        int count = slot.CopyTo(kinds, room);
        return [.. room[..count].ToArray().Select(tick => tick.Sequence)];
    }
}
