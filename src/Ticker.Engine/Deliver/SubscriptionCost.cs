using Ticker.Engine.Mailboxes;

namespace Ticker.Engine.Deliver;

/// <summary>
/// What is taken of the server's memory for subscriptions before they begin, in bytes: enough for all that they hold but
/// for what waits one by one, in replies or in ticks, beyond a first allotment. Thread-safe.
/// </summary>
internal static class SubscriptionCost
{
    // Objects, whose sizes the runtime decides: measured, and rounded up. The tests of this hold them against what is held.
    private const int Member = 2_560;
    private const int Cohort = 2_048;
    private const int Name = 640;
    private const int Pattern = 1_024;

    // Its number, its place, and its entry in the table, which doubles and has an array of its own for each instrument.
    private const int CohortCell = sizeof(uint) + sizeof(int) + 72;

    // What a change leaves to be told, and bits for what was told of staleness and for what need not be noted.
    private const int MemberCell = sizeof(int) + 1;

    // Cells that are to be looked at one by one; when they are more than 256, all are.
    private const int SingleCell = 32;
    private const int MostSingleCells = 512;

    /// <summary>What each subscription takes: what waits for it alone, even while it is in step with others, for it may fall behind.</summary>
    /// <param name="pace">Its pace.</param>
    /// <param name="cells">How many instruments it has.</param>
    public static long OfMember(Pace pace, int cells)
    {
        long room = CellRoom.Of(cells);
        return Member + (MemberCell * room) + (SingleCell * Math.Min(room, MostSingleCells)) + Mailbox.CostOf(pace, cells);
    }

    /// <summary>What those who ask for the same take together: what waits for them all, and who gets the ticks of what.</summary>
    /// <param name="pace">Their pace.</param>
    /// <param name="interest">What they ask for.</param>
    /// <param name="cells">How many instruments they have.</param>
    public static long OfCohort(Pace pace, InterestSet interest, int cells) =>
        Cohort + OfInterest(interest) + (CohortCell * (long)CellRoom.Of(cells)) + OfMember(pace, cells);

    /// <summary>What the names and patterns of a request take.</summary>
    public static long OfInterest(InterestSet interest) => (Name * (long)interest.Exact.Count) + (Pattern * (long)interest.Patterns);
}
