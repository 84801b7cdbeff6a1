using System.Runtime.InteropServices;
using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// All that waits to be sent of one subscription, or of all that are in step in a cohort: ticks, instruments to be
/// told, gaps, notices. Only its lane's thread uses it.
/// </summary>
/// <param name="cohort">Whose cells its mailbox has.</param>
/// <param name="mailbox">The ticks.</param>
internal sealed class Outflow(Cohort cohort, Mailbox mailbox)
{
    private Dictionary<ushort, ulong>? _gapsNoted;

    /// <summary>The ticks that wait.</summary>
    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>The cohort whose cells it has.</summary>
    public Cohort Cohort { get; } = cohort;

    /// <summary>Whose alone it is; null = it is shared by those in step.</summary>
    public Subscription? Of { get; set; }

    /// <summary>The newest position known at which nothing of it was pending: where a client may resume. 0 = not yet known.</summary>
    public ulong CaughtUp { get; set; }

    /// <summary>Of the cohort's cells, so many from the first were told or are in <see cref="Untold"/>.</summary>
    public int Told { get; set; }

    /// <summary>Cells among the first <see cref="Told"/> that are still to be told, from <see cref="UntoldAt"/> on; null = none.</summary>
    public int[]? Untold { get; set; }

    /// <summary>How many of <see cref="Untold"/> were told.</summary>
    public int UntoldAt { get; set; }

    /// <summary>The gaps that are still to be told, from the first to the last; null when there is none.</summary>
    public (ulong From, ulong To)? GapToTell { get; private set; }

    /// <summary>Whether the subscriber was told that its trades collapse for want of budget, and not yet that they no longer do.</summary>
    public bool ToldConflating { get; set; }

    /// <summary>Whether the subscriber was warned that most of its budget is used, since it last had nothing waiting.</summary>
    public bool ToldBehind { get; set; }

    /// <summary>When its mailbox is next looked at for values that were held; <see cref="long.MaxValue"/> = not at all.</summary>
    public long ReleaseDue { get; set; } = long.MaxValue;

    /// <summary>Whether something that belongs before its ticks - pages, a snapshot, the seam - is still to be sent.</summary>
    public bool IsBeginning { get; set; }

    /// <summary>Its mailbox's accounts, with what waits; what was overwritten and still has a newer one waiting is not among the matched yet.</summary>
    public Accounts Standing => Recovers ? OfThePast + OfMailbox : OfMailbox;

    /// <summary>Whether what its subscription missed is still being sent.</summary>
    public bool Recovers { get; set; }

    /// <summary>While it recovers: where that has gone so far, with what waits of it.</summary>
    public Accounts OfThePast { get; set; }

    /// <summary><see cref="Standing"/> as the lane's ledger last counted it.</summary>
    public Accounts Counted { get; set; }

    /// <summary>Its place in the lane's ledger.</summary>
    public int LedgerPlace { get; set; }

    /// <summary>How many instruments are still to be told.</summary>
    public int UntoldCount => Cohort.Cells - Told + (Untold is null ? 0 : Untold.Length - UntoldAt);

    /// <summary>What its client was told of staleness, and what may be to be told; null while nothing was stale.</summary>
    public StaleTold? Stale { get; private set; }

    /// <summary>Whether something is to be sent now.</summary>
    public bool HasWork => Mailbox.HasDue || Told < Cohort.Cells || GapToTell is not null || Untold is not null || HasNotice;

    /// <summary>Whether it is not at the lane's position: something waits, or is held.</summary>
    public bool IsBehind => IsBeginning || Mailbox.HasPending || Told < Cohort.Cells || GapToTell is not null || Untold is not null || HasNotice;

    /// <summary>Whether something waits, or is held, beside what belongs before its ticks.</summary>
    public bool HasMore => HasNotice || UntoldCount > 0 || GapToTell is not null || Mailbox.HasPending;

    /// <summary>Whether the budget is more than half used for the first time since nothing waited, with an eviction at its end.</summary>
    public bool IsRunningOut => !ToldBehind && Mailbox.Pace.OnSlow == Protocol.OnSlow.Evict && Mailbox.InLine > Mailbox.Pace.Budget / 2;

    private Accounts OfMailbox => Mailbox.Accounts with { Pending = Mailbox.Pending };

    private bool HasNotice => ToldConflating != Mailbox.IsOverBudget || Stale is { HasWork: true };

    /// <summary>Notes a tick of a cell's instrument, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="slot">The slot as it was before this tick.</param>
    /// <param name="socketBusy">Whether a socket that takes nothing is why what waits has not left.</param>
    /// <param name="gap">The record of the feed's gap that came before this tick; 0 = none did.</param>
    /// <returns>False when its budget is spent.</returns>
    public bool OnTick(int cell, in Tick tick, in Slot slot, bool socketBusy, ulong gap)
    {
        if (!IsBehind)
        {
            CaughtUp = tick.Sequence - 1;
        }

        if (gap != 0)
        {
            // Of whatever kind this tick is: what is missing may have been of any.
            NoteGap(tick.Feed, gap);
        }

        return Mailbox.OnTick(cell, in tick, in slot, socketBusy);
    }

    /// <summary>The cell of the instrument that is to be told after so many others.</summary>
    public int UntoldCell(int after)
    {
        int among = Untold is null ? 0 : Untold.Length - UntoldAt;
        return after < among ? Untold![UntoldAt + after] : Told + after - among;
    }

    /// <summary>So many more instruments are told.</summary>
    public void Tell(int count)
    {
        if (Untold is not null)
        {
            int among = Math.Min(count, Untold.Length - UntoldAt);
            UntoldAt += among;
            count -= among;
            if (UntoldAt == Untold.Length)
            {
                (Untold, UntoldAt) = (null, 0);
            }
        }

        Told += count;
    }

    /// <summary>All its cells may have become stale, or fresh again: what was told is to be held against how they stand.</summary>
    /// <param name="anyMayBeStale">Whether any is stale at all; if not, only what was told matters.</param>
    public void LookAtStaleness(bool anyMayBeStale)
    {
        if (Cohort.Cells > 0 && (anyMayBeStale || Stale is not null))
        {
            (Stale ??= new()).LookAtAll(Cohort.Cells);
        }
    }

    /// <summary>A cell may have become stale, or fresh again.</summary>
    public void LookAtStaleness(int cell) => (Stale ??= new()).LookAt(cell, Cohort.Cells);

    /// <summary>Ticks of a snapshot have said that cells are stale.</summary>
    public void FlaggedStale(List<int> cells)
    {
        Stale ??= new();
        cells.ForEach(Stale.Flag);
    }

    /// <summary>What was to be told of staleness is told; when nothing is stale any more, nothing is kept of it.</summary>
    public void ForgetFresh() => Stale = Stale is { IsEmpty: true } ? null : Stale;

    /// <summary>The gaps are told.</summary>
    public void GapsTold() => GapToTell = null;

    /// <summary>
    /// Another comes to share this: a gap that it was not told is told again if a further tick comes after it, to all.
    /// </summary>
    public void ForgetGapsNotToldTo(Outflow other)
    {
        foreach ((ushort feed, ulong gap) in _gapsNoted ?? [])
        {
            if (other._gapsNoted is null || !other._gapsNoted.TryGetValue(feed, out ulong told) || told != gap)
            {
                _gapsNoted!.Remove(feed);
            }
        }
    }

    /// <summary>Notes that the lane has reached a position: caught up to it, if nothing is pending.</summary>
    public void Reached(ulong position)
    {
        if (!IsBehind)
        {
            CaughtUp = position;
            ToldBehind = false;
        }
    }

    /// <summary>The same, for a subscription that goes its own way from here; null when there is no memory for it.</summary>
    public Outflow? TryCopy() => Mailbox.TryClone() is not { } mailbox ? null : new(Cohort, mailbox)
    {
        _gapsNoted = _gapsNoted is null ? null : new(_gapsNoted),
        CaughtUp = CaughtUp,
        Told = Told,
        Untold = Untold,
        UntoldAt = UntoldAt,
        GapToTell = GapToTell,
        ToldConflating = ToldConflating,
        ToldBehind = ToldBehind,
        Stale = Stale?.Clone(),
    };

    /// <summary>Takes over what another, of the cells of another cohort, has told and is still to tell, but for the instruments.</summary>
    /// <param name="other">The other.</param>
    /// <param name="cellMap">Of each of its cells, which of this one's it becomes; -1 = its instrument is gone.</param>
    public void TakeOver(Outflow other, ReadOnlySpan<int> cellMap)
    {
        Stale = other.Stale?.Mapped(cellMap);
        (_gapsNoted, GapToTell, CaughtUp) = (other._gapsNoted, other.GapToTell, other.CaughtUp);
        (ToldConflating, ToldBehind) = (other.ToldConflating, other.ToldBehind);
    }

    private void NoteGap(ushort feed, ulong gap)
    {
        ref ulong noted = ref CollectionsMarshal.GetValueRefOrAddDefault(_gapsNoted ??= [], feed, out bool known);
        if (!known || noted != gap)
        {
            noted = gap;
            GapToTell = GapToTell is var (from, to) ? (Math.Min(from, gap), Math.Max(to, gap)) : (gap, gap);
        }
    }
}
