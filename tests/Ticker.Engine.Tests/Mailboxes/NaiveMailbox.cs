using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

/// <summary>The rules of a mailbox, followed by keeping every tick: what a mailbox is compared with.</summary>
internal sealed class NaiveMailbox(Pace pace, IEnumerable<uint> instruments)
{
    private long _sent;

    public Pace Pace { get; private set; } = pace;

    public bool Paused { get; set; }

    public bool OverBudget { get; private set; }

    public Accounts Accounts { get; private set; }

    public List<Cell> Cells { get; } = [.. instruments.Select(instrument => new Cell { Instrument = instrument })];

    public List<(Tick Tick, Collapsed Collapsed)> Line { get; private set; } = [];

    public List<Cell> Due { get; private set; } = [];

    public int Pending => Line.Count + Cells.Sum(cell => (cell.Quotes.Count > 0 ? 1 : 0) + (cell.Trades.Count > 0 ? 1 : 0));

    /// <summary>Gives out so many ticks; the message was full then if there was more.</summary>
    public List<(Tick Tick, Collapsed Collapsed)> Take(int count, long now)
    {
        List<(Tick Tick, Collapsed Collapsed)> taken = [];
        while (taken.Count < count && !Paused && Line.Count > 0)
        {
            Deliver(Line[0], taken);
            Line.RemoveAt(0);
        }

        while (taken.Count < count && !Paused && Due.Count > 0)
        {
            Cell cell = Due[0];
            Assert.True(Pace.Mode != DeliveryMode.Interval || cell.Sent is not { } sent || now - sent >= Pace.Interval);
            foreach ((Tick Tick, Collapsed Collapsed) one in InOrder(cell).ToList())
            {
                if (taken.Count < count)
                {
                    Account(one.Collapsed);
                    Deliver(Flagged(cell, one), taken);
                    (one.Tick.Kind == TickKind.Quote ? cell.Quotes : cell.Trades).Clear();
                }
            }

            if (InOrder(cell).Any() && Pace.Mode != DeliveryMode.Interval)
            {
                break;
            }

            ToLine(cell);
            if (Pace.Mode == DeliveryMode.Interval)
            {
                (cell.Sent, cell.SentOrder) = (now, ++_sent);
            }
        }

        LeaveOverBudget();
        return taken;
    }

    /// <summary>How often a sum of trades could take no more.</summary>
    public int Overflows { get; private set; }

    /// <summary>Whether nothing waits and nothing is owed or held up.</summary>
    public bool IsQuiet => Pending == 0 && !Paused && !OverBudget && !Cells.Exists(cell => cell.Gap);

    public void Release(long now)
    {
        foreach (Cell cell in Cells.Where(cell => cell.Sent is not null && EndOf(cell) <= now).OrderBy(cell => cell.SentOrder).ToList())
        {
            cell.Sent = null;
            if (InOrder(cell).Any())
            {
                Due.Add(cell);
            }
        }
    }

    public long EndOf(Cell cell) => (long)Math.Ceiling((cell.Sent!.Value + Pace.Interval) / (double)Pace.ReleaseStep) * Pace.ReleaseStep;

    public bool OnTick(Cell cell, Tick tick, bool socketBusy)
    {
        bool gap = tick.Flags.HasFlag(TickFlags.GapBefore);
        if (!Wanted(tick))
        {
            cell.Gap |= gap;
            return true;
        }

        Accounts = Accounts with { Matched = Accounts.Matched + 1 };
        int waiting = InOrder(cell).Count();
        if (!Collapses(tick.Kind))
        {
            bool fits = Line.Count + waiting + 1 <= Pace.Budget;
            bool mayExceed = tick.Kind == TickKind.Status && Pace.OnSlow == OnSlow.Conflate && Line.Count + waiting + 1 <= Pace.Budget + (Pace.Budget / 8) + 16;
            OverBudget |= !fits && Pace.OnSlow == OnSlow.Conflate && (mayExceed || tick.Kind != TickKind.Status);
            if (fits || mayExceed)
            {
                ToLine(cell);
                Line.Add(Flagged(cell, (tick, default)));
                return true;
            }

            if (!Collapses(tick.Kind))
            {
                return Refuse(cell);
            }
        }

        cell.Gap |= gap;
        List<Tick> mine = tick.Kind == TickKind.Quote ? cell.Quotes : cell.Trades;
        if (tick.Kind == TickKind.Trade && (Int128)mine.Sum(trade => (decimal)trade.Size) + tick.Size > long.MaxValue)
        {
            if (Line.Count + waiting > Pace.Budget + (Pace.OnSlow == OnSlow.Evict ? 0 : (Pace.Budget / 8) + 16))
            {
                return Refuse(cell);
            }

            Overflows++;
            ToLine(cell);
        }

        CollapseCause cause = Paused || cell.Sent is not null ? CollapseCause.Rate
            : OverBudget && (Pace.Mode == DeliveryMode.All || (tick.Kind == TickKind.Trade && !Pace.ConflateTrades)) ? CollapseCause.Budget
            : socketBusy ? CollapseCause.Socket
            : CollapseCause.Server;
        if (tick.Kind == TickKind.Quote)
        {
            cell.Summary = Pace.Summary && (mine.Count == 0 || cell.Summary);
            cell.QuoteCause = cause;
        }
        else
        {
            cell.TradeCause = cause;
        }

        mine.Add(tick);
        if (cell.Sent is null && !Due.Contains(cell))
        {
            Due.Add(cell);
        }

        return true;
    }

    public void ChangePace(Pace pace)
    {
        Pace = pace;
        foreach (Cell cell in Cells)
        {
            cell.Summary &= pace.Summary;
        }

        if (pace.Mode != DeliveryMode.Interval)
        {
            Release(long.MaxValue / 4);
        }

        LeaveOverBudget();
    }

    public void Remove(Cell cell)
    {
        Drop(cell);
        Cells.Remove(cell);
        int before = Line.Count;
        Line = [.. Line.Where(one => one.Tick.Instrument != cell.Instrument)];
        Accounts = Accounts with { Discarded = Accounts.Discarded + before - Line.Count };
        LeaveOverBudget();
    }

    public void Discard()
    {
        Accounts = Accounts with { Discarded = Accounts.Discarded + Line.Count };
        Line.Clear();
        foreach (Cell cell in Cells)
        {
            Drop(cell);
            (cell.Sent, cell.Gap) = (null, false);
        }

        LeaveOverBudget();
    }

    public Accounts Settle()
    {
        Accounts running = Accounts;
        foreach ((Tick Tick, Collapsed Collapsed) one in Cells.SelectMany(InOrder))
        {
            Account(one.Collapsed);
        }

        (Accounts settled, Accounts) = (Accounts with { Pending = Pending }, running);
        return settled;
    }

    private bool Wanted(Tick tick) => ((int)Pace.Kinds & (1 << (int)tick.Kind)) != 0;

    private bool Collapses(TickKind kind) => kind != TickKind.Status
        && (Pace.Mode == DeliveryMode.All ? OverBudget : kind == TickKind.Quote || Pace.ConflateTrades || Paused || OverBudget);

    private bool Refuse(Cell cell)
    {
        Drop(cell);
        Accounts = Accounts with { Discarded = Accounts.Discarded + 1 };
        return false;
    }

    private void Drop(Cell cell)
    {
        foreach ((Tick Tick, Collapsed Collapsed) one in InOrder(cell))
        {
            Account(one.Collapsed);
            Accounts = Accounts with { Discarded = Accounts.Discarded + 1 };
        }

        cell.Quotes.Clear();
        cell.Trades.Clear();
        Due.Remove(cell);
    }

    private void ToLine(Cell cell)
    {
        foreach ((Tick Tick, Collapsed Collapsed) one in InOrder(cell))
        {
            Account(one.Collapsed);
            Line.Add(Flagged(cell, one));
        }

        cell.Quotes.Clear();
        cell.Trades.Clear();
        Due.Remove(cell);
    }

    private void LeaveOverBudget()
    {
        bool drained = Line.Count == 0 && (Pace.Mode == DeliveryMode.All ? Pending == 0 : Pace.ConflateTrades || Cells.All(cell => cell.Trades.Count == 0));
        OverBudget &= !drained && Pace.OnSlow == OnSlow.Conflate;
    }

    private void Deliver((Tick Tick, Collapsed Collapsed) one, List<(Tick Tick, Collapsed Collapsed)> taken)
    {
        Accounts accounts = Accounts;
        accounts.Deliver(one.Tick.Sequence);
        Accounts = accounts;
        taken.Add(one);
    }

    private void Account(Collapsed collapsed)
    {
        Accounts accounts = Accounts;
        accounts.Collapse(in collapsed);

        // Here each was matched when it came.
        Accounts = accounts with { Matched = Accounts.Matched };
    }

    private static (Tick Tick, Collapsed Collapsed) Flagged(Cell cell, (Tick Tick, Collapsed Collapsed) one)
    {
        TickFlags flags = one.Tick.Flags | (cell.Gap ? TickFlags.GapBefore : TickFlags.None);
        cell.Gap = false;
        return (one.Tick with { Flags = flags }, one.Collapsed);
    }

    private static IEnumerable<(Tick Tick, Collapsed Collapsed)> InOrder(Cell cell)
    {
        List<(Tick Tick, Collapsed Collapsed)> both = [];
        if (cell.Quotes.Count > 0)
        {
            both.Add((cell.Quotes[^1], cell.Quotes.Count == 1 ? default : QuoteSums(cell)));
        }

        if (cell.Trades.Count > 0)
        {
            both.Add((cell.Trades[^1], cell.Trades.Count == 1 ? default : TradeSums(cell)));
        }

        return both.OrderBy(one => one.Tick.Sequence);
    }

    private static Collapsed QuoteSums(Cell cell)
    {
        var collapsed = new Collapsed { Count = cell.Quotes.Count, FirstSequence = cell.Quotes[0].Sequence, Cause = cell.QuoteCause };
        long[] bids = [.. cell.Quotes.Where(quote => quote.HasBid).Select(quote => quote.BidPrice).DefaultIfEmpty(Tick.NoPrice)];
        long[] asks = [.. cell.Quotes.Where(quote => quote.HasAsk).Select(quote => quote.AskPrice).DefaultIfEmpty(Tick.NoPrice)];
        return !cell.Summary ? collapsed : collapsed with { HasQuoteSummary = true, BidHigh = bids.Max(), BidLow = bids.Min(), AskHigh = asks.Max(), AskLow = asks.Min() };
    }

    private static Collapsed TradeSums(Cell cell) => new()
    {
        Count = cell.Trades.Count,
        FirstSequence = cell.Trades[0].Sequence,
        Cause = cell.TradeCause,
        HasTradeSums = true,
        Volume = cell.Trades.Sum(trade => trade.Size),
        High = cell.Trades.Max(trade => trade.Price),
        Low = cell.Trades.Min(trade => trade.Price),
        Notional = cell.Trades.Aggregate((Int128)0, (sum, trade) => sum + ((Int128)trade.Price * trade.Size)),
    };

    internal sealed class Cell
    {
        public uint Instrument { get; init; }

        public List<Tick> Quotes { get; } = [];

        public List<Tick> Trades { get; } = [];

        public CollapseCause QuoteCause { get; set; }

        public CollapseCause TradeCause { get; set; }

        public bool Summary { get; set; }

        public bool Gap { get; set; }

        public long? Sent { get; set; }

        public long SentOrder { get; set; }
    }
}
