using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// Where the ticks of a subscription went. At any moment, once settled, matched = delivered + conflated + filtered +
/// discarded + pending. A value: what was taken stays as it was. Counts are ticks, from 0.
/// </summary>
public record struct Accounts
{
    /// <summary>Ticks of its instruments and kinds since it began.</summary>
    public long Matched { get; set; }

    /// <summary>Ticks written to its messages.</summary>
    public long Delivered { get; set; }

    /// <summary>Ticks that stand for nothing any more, because the subscriber's pace allowed no more.</summary>
    public long ConflatedByRate { get; set; }

    /// <summary>Overwritten while the subscriber's socket took nothing.</summary>
    public long ConflatedBySocket { get; set; }

    /// <summary>Overwritten because more would not have fitted the budget.</summary>
    public long ConflatedByBudget { get; set; }

    /// <summary>Overwritten within one turn of the server.</summary>
    public long ConflatedByServer { get; set; }

    /// <summary>Matched, but withheld for want of entitlement.</summary>
    public long Filtered { get; set; }

    /// <summary>Ticks thrown away.</summary>
    public long Discarded { get; set; }

    /// <summary>Ticks that wait.</summary>
    public long Pending { get; set; }

    /// <summary>The sequence of the first tick delivered; 0 = none.</summary>
    public ulong FirstSequence { get; set; }

    /// <summary>The newest sequence delivered; 0 = none.</summary>
    public ulong LastSequence { get; set; }

    /// <summary>All that was overwritten, whatever the cause.</summary>
    public readonly long Conflated => ConflatedByRate + ConflatedBySocket + ConflatedByBudget + ConflatedByServer;

    /// <summary>Whether every tick that matched is somewhere.</summary>
    public readonly bool Balance => Matched == Delivered + Conflated + Filtered + Discarded + Pending;

    /// <summary>Adds the counts; the sequences are the first and the last of both.</summary>
    public static Accounts operator +(Accounts left, Accounts right) => left.Plus(in right, 1) with
    {
        FirstSequence = left.FirstSequence == 0 || right.FirstSequence == 0
            ? Math.Max(left.FirstSequence, right.FirstSequence)
            : Math.Min(left.FirstSequence, right.FirstSequence),
        LastSequence = Math.Max(left.LastSequence, right.LastSequence),
    };

    /// <summary>Subtracts the counts; the sequences are those of the left.</summary>
    public static Accounts operator -(Accounts left, Accounts right) => left.Plus(in right, -1);

    /// <summary>Counts a tick as delivered.</summary>
    /// <param name="sequence">Its sequence.</param>
    public void Deliver(ulong sequence)
    {
        Delivered++;
        FirstSequence = FirstSequence == 0 ? sequence : FirstSequence;
        LastSequence = Math.Max(LastSequence, sequence);
    }

    /// <summary>Counts what a tick stands for beside itself, as matched and as conflated: nothing was counted of these before.</summary>
    /// <param name="collapsed">What it stands for.</param>
    public void Collapse(in Collapsed collapsed)
    {
        if (collapsed.IsMany)
        {
            Matched += collapsed.Count - 1;
            Collapse(collapsed.Count - 1, collapsed.Cause);
        }
    }

    /// <summary>The message that tells them.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="snapshot">Snapshot ticks sent, which stand outside the sum.</param>
    public readonly Statement ToStatement(int id, long snapshot) => new()
    {
        Id = id,
        Matched = Matched,
        Delivered = Delivered,
        ConflatedByRate = ConflatedByRate,
        ConflatedBySocket = ConflatedBySocket,
        ConflatedByBudget = ConflatedByBudget,
        ConflatedByServer = ConflatedByServer,
        Filtered = Filtered,
        Discarded = Discarded,
        Pending = Pending,
        Snapshot = snapshot,
        FirstSequence = FirstSequence,
        LastSequence = LastSequence,
    };

    /// <summary>The same and the counts of another, so many times; the sequences stay.</summary>
    /// <param name="other">The other.</param>
    /// <param name="times">How many times; below 0 = taken away.</param>
    internal readonly Accounts Plus(in Accounts other, long times) => this with
    {
        Matched = Matched + (times * other.Matched),
        Delivered = Delivered + (times * other.Delivered),
        ConflatedByRate = ConflatedByRate + (times * other.ConflatedByRate),
        ConflatedBySocket = ConflatedBySocket + (times * other.ConflatedBySocket),
        ConflatedByBudget = ConflatedByBudget + (times * other.ConflatedByBudget),
        ConflatedByServer = ConflatedByServer + (times * other.ConflatedByServer),
        Filtered = Filtered + (times * other.Filtered),
        Discarded = Discarded + (times * other.Discarded),
        Pending = Pending + (times * other.Pending),
    };

    private void Collapse(long count, CollapseCause cause)
    {
        switch (cause)
        {
            case CollapseCause.Rate:
                ConflatedByRate += count;
                break;
            case CollapseCause.Socket:
                ConflatedBySocket += count;
                break;
            case CollapseCause.Budget:
                ConflatedByBudget += count;
                break;
            default:
                ConflatedByServer += count;
                break;
        }
    }
}
