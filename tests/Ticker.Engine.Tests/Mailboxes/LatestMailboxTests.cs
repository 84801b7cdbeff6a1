using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class LatestMailboxTests
{
    private const int Instruments = 5;
    private const int Whole = 65_535;

    private readonly MailboxRun _run = new(Instruments);
    private readonly List<(Tick Tick, Collapsed Collapsed)> _standFor = [];

    public static TheoryData<int, TickKinds> Seeds()
    {
        var seeds = new TheoryData<int, TickKinds>();
        for (int seed = 1; seed <= 60; seed++)
        {
            seeds.Add(seed, (TickKinds)(seed % 7 << 1) + 2);
        }

        return seeds;
    }

    [Fact]
    public void OnTick_QuotesOfOneInstrument_CollapseToTheNewest()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.All);
        for (ulong sequence = 1; sequence <= 3; sequence++)
        {
            Take(mailbox, Quote(1, sequence));
        }

        Assert.Equal(1, mailbox.Pending);
        Assert.Equal([3ul], Drain(mailbox).Select(tick => tick.Sequence));
        Assert.False(mailbox.HasPending);
    }

    [Fact]
    public void OnTick_Trade_TakesItsInstrumentsQuoteAlongInFront()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.All);
        Take(mailbox, Quote(1, 1));
        Take(mailbox, Quote(2, 2));
        Take(mailbox, Quote(1, 3));
        Take(mailbox, Trade(1, 4));
        Take(mailbox, Quote(1, 5));
        Assert.Equal([3ul, 4, 2, 5], Drain(mailbox).Select(tick => tick.Sequence));
    }

    [Fact]
    public void OnTick_OverBudget_SaysSo()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.All, budget: 2);
        Assert.True(Take(mailbox, Trade(1, 1)));
        Assert.True(Take(mailbox, Trade(1, 2)));
        Assert.False(Take(mailbox, Trade(1, 3)));
        Assert.True(Take(mailbox, Quote(1, 4)));
    }

    [Fact]
    public void OnTick_QuoteTakenAlongOverBudget_SaysSo()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.All, budget: 1);
        Take(mailbox, Quote(1, 1));
        Assert.False(Take(mailbox, Trade(1, 2)));
    }

    [Fact]
    public void OnTick_KindNotWanted_IsNotThere()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.Status, budget: 1);
        Take(mailbox, Quote(1, 1));
        Take(mailbox, Trade(1, 2));
        Assert.False(mailbox.HasPending);
    }

    [Fact]
    public void OnTick_GapToldByAKindNotWanted_IsToldByTheNextThatIs()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.Trade);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Trade(2, 2));
        Take(mailbox, Trade(1, 3));
        Take(mailbox, Trade(1, 4));
        Assert.Equal([(2, false), (3, true), (4, false)], Drain(mailbox).Select(tick => ((int)tick.Sequence, tick.Flags.HasFlag(TickFlags.GapBefore))));
    }

    [Fact]
    public void OnTick_GapBeforeAnOverwrittenQuote_StaysOnTheNewOne()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.All);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Quote(1, 2));
        Assert.Equal(TickFlags.GapBefore, Assert.Single(Drain(mailbox)).Flags);
        Take(mailbox, Quote(1, 3));
        Assert.Equal(TickFlags.None, Assert.Single(Drain(mailbox)).Flags);
    }

    [Fact]
    public void Clear_WhateverWaits_LeavesNothing()
    {
        LatestMailbox mailbox = Mailbox(TickKinds.All);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Trade(2, 2));
        mailbox.Clear();
        Assert.Equal(0, mailbox.Pending);
        Take(mailbox, Quote(1, 3));
        Assert.Equal(TickFlags.None, Assert.Single(Drain(mailbox)).Flags);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fill_AnyStreamAndAnyMessageSizes_KeepsThePromises(int seed, TickKinds kinds)
    {
        var random = new Random(seed);
        LatestMailbox mailbox = Mailbox(kinds);
        List<Tick> sent = [], received = [];
        _standFor.Clear();
        for (ulong sequence = 1; sequence <= 2_000; sequence++)
        {
            Tick tick = _run.Next(random, sequence);
            sent.Add(tick);
            Assert.True(Take(mailbox, tick));
            if (random.Next(20) == 0)
            {
                int before = mailbox.Pending;
                List<Tick> part = Fill(mailbox, random.Next(136, 2_000));
                Assert.Equal(before, mailbox.Pending + part.Count);
                received.AddRange(part);
            }
        }

        received.AddRange(Drain(mailbox));
        AssertCollapsedAreCounted(sent, kinds);
        Tick[] wanted = [.. sent.Where(tick => ((int)kinds & (1 << (int)tick.Kind)) != 0)];
        Assert.Equal(
            wanted.Where(tick => tick.Kind != TickKind.Quote).Select(tick => tick.Sequence),
            received.Where(tick => tick.Kind != TickKind.Quote).Select(tick => tick.Sequence));
        for (uint instrument = 1; instrument <= Instruments; instrument++)
        {
            ulong[] got = [.. received.Where(tick => tick.Instrument == instrument).Select(tick => tick.Sequence)];
            Assert.Equal(got.Distinct().Order(), got);
            Tick[] mine = [.. wanted.Where(tick => tick.Instrument == instrument)];
            Assert.Equal(mine.LastOrDefault(tick => tick.Kind == TickKind.Quote).Sequence, received.LastOrDefault(tick => tick.Instrument == instrument && tick.Kind == TickKind.Quote).Sequence);
            AssertGapsAreTold([.. sent.Where(tick => tick.Instrument == instrument)], [.. received.Where(tick => tick.Instrument == instrument)]);
        }
    }

    // Every quote is stood for by exactly one that was received, and each names the first it stands for.
    private void AssertCollapsedAreCounted(List<Tick> sent, TickKinds kinds)
    {
        ILookup<uint, ulong> quotes = sent.Where(tick => tick.Kind == TickKind.Quote && kinds.HasFlag(TickKinds.Quote)).ToLookup(tick => tick.Instrument, tick => tick.Sequence);
        for (uint instrument = 1; instrument <= Instruments; instrument++)
        {
            List<ulong> stoodFor = [];
            foreach ((Tick tick, Collapsed collapsed) in _standFor.Where(one => one.Tick.Instrument == instrument && one.Tick.Kind == TickKind.Quote))
            {
                ulong first = collapsed.IsMany ? collapsed.FirstSequence : tick.Sequence;
                ulong[] span = [.. quotes[instrument].Where(sequence => sequence >= first && sequence <= tick.Sequence)];
                Assert.Equal(collapsed.IsMany ? collapsed.Count : 1, span.Length);
                Assert.Equal(collapsed.IsMany, collapsed.Cause == CollapseCause.Server);
                stoodFor.AddRange(span);
            }

            Assert.Equal(quotes[instrument], stoodFor);
        }
    }

    // Between a tick that came after a gap and the next that was received, that one included, one must tell of it.
    private static void AssertGapsAreTold(Tick[] sent, Tick[] received)
    {
        foreach (Tick gap in sent.Where(tick => tick.Flags.HasFlag(TickFlags.GapBefore)))
        {
            int at = Array.FindIndex(received, tick => tick.Sequence >= gap.Sequence);
            Assert.True(
                at < 0 || received[at].Flags.HasFlag(TickFlags.GapBefore) || (at > 0 && received[at - 1].Flags.HasFlag(TickFlags.GapBefore)),
                $"the gap before {gap} was not told");
        }
    }

    private static Tick Quote(uint instrument, ulong sequence) => new() { Kind = TickKind.Quote, Instrument = instrument, Sequence = sequence, AskPrice = 1 };

    private static Tick Trade(uint instrument, ulong sequence) => new() { Kind = TickKind.Trade, Instrument = instrument, Sequence = sequence };

    private static LatestMailbox Mailbox(TickKinds kinds, int budget = 100_000)
    {
        var mailbox = new LatestMailbox(kinds, budget);
        for (int cell = 0; cell < Instruments; cell++)
        {
            mailbox.AddCell();
        }

        return mailbox;
    }

    private bool Take(LatestMailbox mailbox, Tick tick)
    {
        ref Engine.Conflate.Slot slot = ref _run.Slots[tick.Instrument];
        bool taken = mailbox.OnTick((int)tick.Instrument - 1, in tick, in slot);
        slot.Apply(in tick);
        return taken;
    }

    private List<Tick> Fill(LatestMailbox mailbox, int size)
    {
        List<(Tick Tick, Collapsed Collapsed)> read = MailboxRun.ReadAll(size, (ref DataMessageWriter writer) =>
        {
            mailbox.Fill(ref writer, _run.InstrumentOf, _run.Slots, _run.Registry);
            return true;
        });
        _standFor.AddRange(read);
        return [.. read.Select(one => one.Tick)];
    }

    private List<Tick> Drain(LatestMailbox mailbox)
    {
        List<Tick> ticks = [];
        while (mailbox.HasPending)
        {
            ticks.AddRange(Fill(mailbox, Whole));
        }

        return ticks;
    }
}
