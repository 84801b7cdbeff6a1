using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// Where the ticks of a subscription went. At any moment, once settled, matched = delivered + conflated + discarded +
/// pending. Only its lane's thread uses it.
/// </summary>
public sealed class Accounts
{
    private readonly long[] _conflated = new long[(int)CollapseCause.Server + 1];

    /// <summary>Ticks of its instruments and kinds since it began.</summary>
    public long Matched { get; set; }

    /// <summary>Ticks written to its messages.</summary>
    public long Delivered { get; private set; }

    /// <summary>Ticks thrown away.</summary>
    public long Discarded { get; set; }

    /// <summary>Ticks that wait.</summary>
    public long Pending { get; set; }

    /// <summary>The sequence of the first tick delivered; 0 = none.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>The newest sequence delivered; 0 = none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Ticks that were overwritten, for a cause.</summary>
    public long ConflatedBy(CollapseCause cause) => _conflated[(int)cause];

    /// <summary>Counts a tick as delivered.</summary>
    public void Deliver(ulong sequence)
    {
        Delivered++;
        FirstSequence = FirstSequence == 0 ? sequence : FirstSequence;
        LastSequence = Math.Max(LastSequence, sequence);
    }

    /// <summary>Counts what a tick stands for beside itself.</summary>
    public void Collapse(in Collapsed collapsed)
    {
        if (collapsed.IsMany)
        {
            _conflated[(int)collapsed.Cause] += collapsed.Count - 1;
        }
    }

    /// <summary>The same figures, apart.</summary>
    public Accounts Copy()
    {
        var copy = new Accounts
        {
            Matched = Matched,
            Delivered = Delivered,
            Discarded = Discarded,
            Pending = Pending,
            FirstSequence = FirstSequence,
            LastSequence = LastSequence,
        };
        _conflated.CopyTo(copy._conflated, 0);
        return copy;
    }

    /// <summary>The message that tells them.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="snapshot">Snapshot ticks sent, which stand outside the sum.</param>
    public Statement ToStatement(int id, long snapshot) => new()
    {
        Id = id,
        Matched = Matched,
        Delivered = Delivered,
        ConflatedByRate = ConflatedBy(CollapseCause.Rate),
        ConflatedBySocket = ConflatedBy(CollapseCause.Socket),
        ConflatedByBudget = ConflatedBy(CollapseCause.Budget),
        ConflatedByServer = ConflatedBy(CollapseCause.Server),
        Discarded = Discarded,
        Pending = Pending,
        Snapshot = snapshot,
        FirstSequence = FirstSequence,
        LastSequence = LastSequence,
    };
}
