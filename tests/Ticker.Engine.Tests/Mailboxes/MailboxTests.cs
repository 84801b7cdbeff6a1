using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class MailboxTests
{
    private const int Instruments = 5;
    private const int Whole = 65_535;

    private readonly MailboxRun _run = new(Instruments);
    private readonly List<(Tick Tick, Collapsed Collapsed)> _standFor = [];

    public static TheoryData<int, TickKinds> Seeds()
    {
        var seeds = new TheoryData<int, TickKinds>();
        for (int seed = 1; seed <= 42; seed++)
        {
            seeds.Add(seed, (TickKinds)(seed % 7 << 1) + 2);
        }

        return seeds;
    }

    [Fact]
    public void OnTick_QuotesOfOneInstrument_CollapseToTheNewest()
    {
        Mailbox mailbox = Mailbox(TickKinds.All);
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
        Mailbox mailbox = Mailbox(TickKinds.All);
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
        Mailbox mailbox = Mailbox(TickKinds.All, budget: 2);
        Assert.True(Take(mailbox, Trade(1, 1)));
        Assert.True(Take(mailbox, Trade(1, 2)));
        Assert.False(Take(mailbox, Trade(1, 3)));
        Assert.True(Take(mailbox, Quote(1, 4)));
    }

    [Fact]
    public void OnTick_QuoteTakenAlongOverBudget_SaysSo()
    {
        Mailbox mailbox = Mailbox(TickKinds.All, budget: 1);
        Take(mailbox, Quote(1, 1));
        Assert.False(Take(mailbox, Trade(1, 2)));
    }

    [Fact]
    public void OnTick_KindNotWanted_IsNotThere()
    {
        Mailbox mailbox = Mailbox(TickKinds.Status, budget: 1);
        Take(mailbox, Quote(1, 1));
        Take(mailbox, Trade(1, 2));
        Assert.False(mailbox.HasPending);
    }

    [Fact]
    public void OnTick_GapToldByAKindNotWanted_IsToldByTheNextThatIs()
    {
        Mailbox mailbox = Mailbox(TickKinds.Trade);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Trade(2, 2));
        Take(mailbox, Trade(1, 3));
        Take(mailbox, Trade(1, 4));
        Assert.Equal([(2, false), (3, true), (4, false)], Drain(mailbox).Select(tick => ((int)tick.Sequence, tick.Flags.HasFlag(TickFlags.GapBefore))));
    }

    [Fact]
    public void OnTick_GapBeforeAnOverwrittenQuote_StaysOnTheNewOne()
    {
        Mailbox mailbox = Mailbox(TickKinds.All);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Quote(1, 2));
        Assert.Equal(TickFlags.GapBefore, Assert.Single(Drain(mailbox)).Flags);
        Take(mailbox, Quote(1, 3));
        Assert.Equal(TickFlags.None, Assert.Single(Drain(mailbox)).Flags);
    }

    [Fact]
    public void Discard_WhateverWaits_LeavesNothingAndCountsIt()
    {
        Mailbox mailbox = Mailbox(TickKinds.All);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Trade(2, 2));
        Take(mailbox, Quote(1, 3));
        mailbox.Discard(_run.InstrumentOf, _run.Slots);
        Assert.Equal(0, mailbox.Pending);
        Accounts accounts = mailbox.Settle(_run.InstrumentOf, _run.Slots);
        Assert.Equal((3, 2, 1), (accounts.Matched, accounts.Discarded, accounts.ConflatedByServer));
        Take(mailbox, Quote(1, 4));
        Assert.Equal(TickFlags.None, Assert.Single(Drain(mailbox)).Flags);
    }

    [Fact]
    public void OnTick_ModeAll_KeepsEveryQuoteInOrder()
    {
        Mailbox mailbox = Mailbox(TickKinds.All, budget: 4, mode: DeliveryMode.All);
        Take(mailbox, Quote(1, 1) with { Flags = TickFlags.GapBefore });
        Take(mailbox, Trade(2, 2));
        Take(mailbox, Quote(1, 3));
        Take(mailbox, Quote(1, 4));
        Assert.False(Take(mailbox, Quote(2, 5)));
        List<Tick> received = Drain(mailbox);
        Assert.Equal([1ul, 2, 3, 4], received.Select(tick => tick.Sequence));
        Assert.Equal([TickFlags.GapBefore, TickFlags.None, TickFlags.None, TickFlags.None], received.Select(tick => tick.Flags));
        Accounts accounts = mailbox.Settle(_run.InstrumentOf, _run.Slots);
        Assert.Equal((5, 4, 1, 0), (accounts.Matched, accounts.Delivered, accounts.Discarded, accounts.Pending));
        Assert.Equal((1ul, 4ul), (accounts.FirstSequence, accounts.LastSequence));
    }

    [Fact]
    public void OnTick_SocketBusy_IsTheCauseOfWhatIsOverwritten()
    {
        Mailbox mailbox = Mailbox(TickKinds.All);
        Take(mailbox, Quote(1, 1));
        Take(mailbox, Quote(1, 2), socketBusy: true);
        Drain(mailbox);
        Assert.Equal(new Collapsed { Count = 2, FirstSequence = 1, Cause = CollapseCause.Socket }, Assert.Single(_standFor).Collapsed);
        Assert.Equal(1, mailbox.Settle(_run.InstrumentOf, _run.Slots).ConflatedBySocket);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fill_AnyStreamAndAnyMessageSizes_KeepsThePromises(int seed, TickKinds kinds)
    {
        var random = new Random(seed);
        Mailbox mailbox = Mailbox(kinds);
        List<Tick> sent = [], received = [];
        _standFor.Clear();
        for (ulong sequence = 1; sequence <= 1_000; sequence++)
        {
            Tick tick = _run.Next(random, sequence);
            sent.Add(tick);
            Assert.True(Take(mailbox, tick));
            AssertAccountsBalance(mailbox, sent, received, kinds);
            if (random.Next(20) == 0)
            {
                int before = mailbox.Pending;
                List<Tick> part = Fill(mailbox, random.Next(136, 2_000));
                Assert.Equal(before, mailbox.Pending + part.Count);
                received.AddRange(part);
            }
        }

        received.AddRange(Drain(mailbox));
        AssertAccountsBalance(mailbox, sent, received, kinds);
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

    private void AssertAccountsBalance(Mailbox mailbox, List<Tick> sent, List<Tick> received, TickKinds kinds)
    {
        Accounts accounts = mailbox.Settle(_run.InstrumentOf, _run.Slots);
        Assert.Equal(sent.Count(tick => ((int)kinds & (1 << (int)tick.Kind)) != 0), accounts.Matched);
        Assert.Equal(received.Count, accounts.Delivered);
        Assert.Equal(accounts.Matched, accounts.Delivered + accounts.ConflatedByServer + accounts.Pending);
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

    private static Mailbox Mailbox(TickKinds kinds, int budget = 100_000, DeliveryMode mode = DeliveryMode.Latest)
    {
        var mailbox = new Mailbox(new Pace { Kinds = kinds, Mode = mode, Budget = budget, OnSlowAsked = OnSlow.Evict });
        for (int cell = 0; cell < Instruments; cell++)
        {
            mailbox.AddCell();
        }

        return mailbox;
    }

    private bool Take(Mailbox mailbox, Tick tick, bool socketBusy = false)
    {
        ref Engine.Conflate.Slot slot = ref _run.Slots[tick.Instrument];
        bool taken = mailbox.OnTick((int)tick.Instrument - 1, in tick, in slot, socketBusy);
        slot.Apply(in tick);
        return taken;
    }

    private List<Tick> Fill(Mailbox mailbox, int size)
    {
        List<(Tick Tick, Collapsed Collapsed)> read = MailboxRun.ReadAll(size, (ref DataMessageWriter writer) =>
        {
            mailbox.Fill(ref writer, _run.InstrumentOf, _run.Slots, _run.Registry, now: 0);
            return true;
        });
        _standFor.AddRange(read);
        return [.. read.Select(one => one.Tick)];
    }

    private List<Tick> Drain(Mailbox mailbox)
    {
        List<Tick> ticks = [];
        while (mailbox.HasPending)
        {
            ticks.AddRange(Fill(mailbox, Whole));
        }

        return ticks;
    }
}
