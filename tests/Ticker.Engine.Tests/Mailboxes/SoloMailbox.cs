using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

/// <summary>
/// One mailbox and the slots it looks into, under a clock that is set by hand: a timestamp is a tenth of a
/// millisecond. What comes out is told as text: <c>q7</c>, the quote with sequence 7; <c>t9[5..]x3 Rate</c>, a trade
/// that stands for three since sequence 5; a <c>!</c> behind it tells of a gap.
/// </summary>
internal sealed class SoloMailbox
{
    public const long Frequency = 10_000;

    private const int Whole = 65_535;

    private ulong _sequence;

    public SoloMailbox(Pace pace, int instruments = 4, MemoryBudget? memory = null)
    {
        Run = new MailboxRun(instruments);
        Mailbox = new Mailbox(pace, memory: memory);
        for (int cell = 0; cell < instruments; cell++)
        {
            Mailbox.AddCell();
        }
    }

    public MailboxRun Run { get; }

    public Mailbox Mailbox { get; set; }

    /// <summary>The clock, in tenths of a millisecond.</summary>
    public long Now { get; set; }

    public bool SocketBusy { get; set; }

    public List<(Tick Tick, Collapsed Collapsed)> Received { get; } = [];

    public Accounts Accounts => Mailbox.Settle(Run.InstrumentOf, Run.Slots);

    public static Pace Pace(DeliveryMode mode, int intervalMs = 0, int budget = 1_000, OnSlow onSlow = OnSlow.Default, bool conflateTrades = false, bool summary = false) =>
        Engine.Mailboxes.Pace.From(
            new SubscribeMessage
            {
                Id = 1,
                Symbols = [],
                Mode = mode,
                IntervalMs = mode == DeliveryMode.Interval ? intervalMs : null,
                OnSlow = onSlow,
                ConflateTrades = conflateTrades,
                Summary = summary,
            },
            Frequency,
            budget);

    public bool Quote(uint instrument = 1, long bid = 100, long ask = 101, TickFlags flags = TickFlags.None) =>
        Take(new Tick { Kind = TickKind.Quote, Instrument = instrument, BidPrice = bid, AskPrice = ask, Flags = flags });

    public bool Trade(uint instrument = 1, long price = 100, long size = 1, TickFlags flags = TickFlags.None) =>
        Take(new Tick { Kind = TickKind.Trade, Instrument = instrument, Price = price, Size = size, Flags = flags });

    public bool Status(uint instrument = 1) => Take(Tick.ForStatus(instrument, TradingState.Halted, "x"u8));

    public bool Take(Tick tick)
    {
        tick = tick with { Sequence = ++_sequence };
        ref Slot slot = ref Run.Slots[tick.Instrument];
        bool taken = Mailbox.OnTick((int)tick.Instrument - 1, in tick, in slot, SocketBusy);
        slot.Apply(in tick);
        Assert.True(Accounts.Balance || !taken, $"{Accounts}");
        return taken;
    }

    /// <summary>Ends the intervals that are over, as a lane does at the beginning of a turn, and fills one message.</summary>
    public string Fill(int size = Whole)
    {
        if (Mailbox.NextRelease <= Now)
        {
            Mailbox.Release(Now);
        }

        return Write(size);
    }

    /// <summary>Fills one message.</summary>
    public string Write(int size = Whole)
    {
        bool due = Mailbox.HasDue;
        List<(Tick Tick, Collapsed Collapsed)> read = MailboxRun.ReadAll(size, (ref DataMessageWriter writer) =>
        {
            Mailbox.Fill(ref writer, Run.InstrumentOf, Run.Slots, Run.Registry, Now);
            return true;
        });
        Assert.Equal(due, read.Count > 0);
        Received.AddRange(read);
        Assert.True(Accounts.Balance, $"{Accounts}");
        return string.Join(' ', read.Select(Text));
    }

    private static string Text((Tick Tick, Collapsed Collapsed) one)
    {
        string text = $"{char.ToLowerInvariant(one.Tick.Kind.ToString()[0])}{one.Tick.Sequence}";
        text += one.Collapsed.IsMany ? $"[{one.Collapsed.FirstSequence}..]x{one.Collapsed.Count} {one.Collapsed.Cause}" : "";
        return text + (one.Tick.Flags.HasFlag(TickFlags.GapBefore) ? "!" : "");
    }
}
