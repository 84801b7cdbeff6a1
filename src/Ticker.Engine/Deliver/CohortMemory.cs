using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;

namespace Ticker.Engine.Deliver;

/// <summary>
/// What a cohort and its members have taken of the server's memory: before the first member begins, room for all
/// instruments that its names may mean; more as its patterns find more. Only its lane's thread uses it.
/// </summary>
/// <param name="budget">The server's.</param>
/// <param name="pace">The cohort's pace.</param>
/// <param name="interest">What it asks for.</param>
internal sealed class CohortMemory(MemoryBudget budget, Pace pace, InterestSet interest)
{
    private int _room = CellRoom.Of(interest.Exact.Count);
    private bool _open;

    /// <summary>The server's memory.</summary>
    public MemoryBudget Budget { get; } = budget;

    /// <summary>How many members have taken their part.</summary>
    public int Members { get; private set; }

    /// <summary>The bytes that each member has taken.</summary>
    public long OfMember => SubscriptionCost.OfMember(pace, _room);

    /// <summary>The bytes that they have taken together with the members'.</summary>
    public long Taken => _open ? OfAll(_room) : 0;

    /// <summary>Takes what the cohort needs, with its first members.</summary>
    /// <param name="members">How many; at most 1.</param>
    /// <param name="needed">The bytes that it needs.</param>
    /// <returns>False when there is not so much left: then nothing is taken.</returns>
    public bool TryOpen(int members, out long needed)
    {
        Members = members;
        needed = OfAll(_room);
        return _open = Budget.TryTake(needed);
    }

    /// <summary>Takes what one more member needs.</summary>
    /// <param name="instead">Whose member it was so far: what that has taken for it is given back; null = nobody's.</param>
    /// <param name="needed">The bytes that it needs.</param>
    /// <returns>False when there is not so much left: then nothing is changed.</returns>
    public bool TryAddMember(CohortMemory? instead, out long needed)
    {
        needed = Math.Max(0, OfMember - (instead?.OfMember ?? 0));
        if (!Budget.TryTake(needed))
        {
            return false;
        }

        Members++;
        if (instead is not null)
        {
            instead.Members--;
            Budget.Give(Math.Max(0, instead.OfMember - OfMember));
        }

        return true;
    }

    /// <summary>Gives back what a member has taken.</summary>
    public void RemoveMember()
    {
        Members--;
        Budget.Give(OfMember);
    }

    /// <summary>Takes what more instruments need.</summary>
    /// <param name="cells">How many there are.</param>
    /// <param name="needed">The bytes that they need.</param>
    /// <returns>False when there is not so much left: then nothing is taken.</returns>
    public bool TryGrow(int cells, out long needed)
    {
        needed = More(cells);
        if (!Budget.TryTake(needed))
        {
            return false;
        }

        _room = Math.Max(_room, CellRoom.Of(cells));
        return true;
    }

    /// <summary>Takes what more instruments need, beyond the server's limit if need be: they must be delivered.</summary>
    /// <param name="cells">How many there are.</param>
    public void Grow(int cells)
    {
        if (!TryGrow(cells, out long needed))
        {
            Budget.Take(needed);
            _room = CellRoom.Of(cells);
        }
    }

    /// <summary>Gives back what the cohort has taken, when nothing of it is left.</summary>
    public void Close()
    {
        Budget.Give(Taken);
        _open = false;
    }

    private long More(int cells) => CellRoom.Of(cells) <= _room ? 0 : OfAll(CellRoom.Of(cells)) - OfAll(_room);

    private long OfAll(int room) => SubscriptionCost.OfCohort(pace, interest, room) + (Members * SubscriptionCost.OfMember(pace, room));
}
