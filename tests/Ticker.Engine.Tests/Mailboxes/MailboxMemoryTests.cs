using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

[Collection(nameof(Alone))]
public sealed class MailboxMemoryTests
{
    [Fact]
    public void CostOf_MoreRoomOrBudgetOrWishes_IsMore()
    {
        long least = Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.Latest, budget: 16), 16);
        Assert.Equal(least, Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.Latest, budget: 16), 9));
        Assert.True(Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.Latest, budget: 16), 17) > least);
        Assert.True(Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.Latest, budget: 1_000), 16) > least + (900 * Tick.ByteSize));
        Assert.True(Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.Interval, 1, budget: 16), 16) > least);
        Assert.True(Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.Latest, budget: 16, summary: true), 16) > least);
    }

    [Fact]
    public void CostOf_AnyBudget_HasOnlyTheFirstAllotmentOfTheLine()
    {
        long large = Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.All, budget: 131_072), 1);
        Assert.Equal(large, Mailbox.CostOf(SoloMailbox.Pace(DeliveryMode.All, budget: 10_000_000), 1));
        Assert.InRange(large, Pace.DefaultSureTicks * Tick.ByteSize, 2 * Pace.DefaultSureTicks * Tick.ByteSize);
    }

    /// <summary>What it allocates is what it says that it holds, but for its objects; and never more than was taken for it.</summary>
    [Theory]
    [InlineData(DeliveryMode.Latest, true, 1)]
    [InlineData(DeliveryMode.Latest, false, 300)]
    [InlineData(DeliveryMode.Interval, true, 1_000)]
    [InlineData(DeliveryMode.All, true, 5_000)]
    public void Held_WithAllThatCellsEverNeed_IsWhatWasAllocatedAndNoMoreThanItsCost(DeliveryMode mode, bool summary, int cells)
    {
        const int Objects = 2_000;
        Pace pace = SoloMailbox.Pace(mode, 10, budget: 1, onSlow: OnSlow.Conflate, summary: summary);
        var run = new MailboxRun(cells);
        Use(pace, run).Discard(run.InstrumentOf, run.Slots);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Mailbox mailbox = Use(pace, run);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The line's memory is pooled, and its first came back from the mailbox before.
        long line = FifoSize.BytesOf<Tick>(1);
        Assert.Equal(1, mailbox.InLine);
        Assert.InRange(allocated, mailbox.Held - line, mailbox.Held - line + Objects);
        Assert.True(mailbox.Held <= Mailbox.CostOf(pace, cells), $"{mailbox.Held} of {Mailbox.CostOf(pace, cells)}");
    }

    [Fact]
    public void OnTick_NoMemoryForMore_IsOverBudgetAndCollapses()
    {
        var memory = new MemoryBudget(1);
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.Latest, budget: 100_000), memory: memory);
        for (int i = 0; i < Pace.DefaultSureTicks; i++)
        {
            solo.Trade();
        }

        Assert.False(solo.Mailbox.IsOverBudget);
        solo.Trade();
        solo.Trade();
        Assert.True(solo.Mailbox.IsOverBudget);
        Assert.Equal((Pace.DefaultSureTicks, Pace.DefaultSureTicks + 1), (solo.Mailbox.InLine, solo.Mailbox.Pending));
        Assert.Equal(0, memory.Taken);
        Assert.EndsWith($"t{Pace.DefaultSureTicks + 2}[{Pace.DefaultSureTicks + 1}..]x2 Budget", solo.Fill());
        Assert.False(solo.Mailbox.IsOverBudget);
    }

    [Fact]
    public void OnTick_NoMemoryForMore_SpendsTheBudgetOfOneThatIsToBeEvicted()
    {
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.All, budget: 100_000), memory: new MemoryBudget(1));
        for (int i = 0; i < Pace.DefaultSureTicks; i++)
        {
            Assert.True(solo.Quote());
        }

        Assert.False(solo.Quote());
    }

    [Fact]
    public void OnTick_NoMemoryForAStatus_SpendsTheBudget()
    {
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.Latest, budget: 100_000), memory: new MemoryBudget(1));
        for (int i = 0; i < Pace.DefaultSureTicks; i++)
        {
            Assert.True(solo.Status());
        }

        Assert.False(solo.Status());
    }

    [Fact]
    public void Line_GrowsAndIsSent_TakesAndGivesBackWhatItHolds()
    {
        const int Budget = 100_000;
        long beyond = (5 * 1_024 * Tick.ByteSize) - OrderedTicks.AllotmentOf(SoloMailbox.Pace(DeliveryMode.All, budget: Budget));
        var memory = new MemoryBudget(2 * beyond);
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.All, budget: Budget), memory: memory);
        for (int i = 0; i < 5_000; i++)
        {
            Assert.True(solo.Quote());
        }

        Assert.Equal(beyond, memory.Taken);
        Mailbox copy = solo.Mailbox.TryClone()!;
        Assert.Equal(2 * beyond, memory.Taken);
        Assert.Null(solo.Mailbox.TryClone());
        Assert.Equal(2 * beyond, memory.Taken);
        copy.Discard(solo.Run.InstrumentOf, solo.Run.Slots);
        Assert.Equal(beyond, memory.Taken);
        while (solo.Mailbox.HasDue)
        {
            solo.Fill();
        }

        Assert.Equal(0, memory.Taken);
    }

    // Every cell has a quote and a sum of trades waiting, and owes word of a gap; one trade is in line.
    private static Mailbox Use(Pace pace, MailboxRun run)
    {
        var mailbox = new Mailbox(pace, run.InstrumentOf.Length);
        ulong sequence = 0;
        for (int round = 0; round < 3; round++)
        {
            for (int cell = 0; cell < run.InstrumentOf.Length; cell++)
            {
                uint instrument = run.InstrumentOf[cell];
                ref Slot slot = ref run.Slots[instrument];
                foreach (TickKind kind in (ReadOnlySpan<TickKind>)[TickKind.Trade, TickKind.Quote])
                {
                    var tick = new Tick { Kind = kind, Instrument = instrument, Sequence = ++sequence, Price = 1, Size = 1, Flags = TickFlags.GapBefore };
                    Assert.True(mailbox.OnTick(cell, in tick, in slot));
                    slot.Apply(in tick);
                }
            }
        }

        return mailbox;
    }
}
