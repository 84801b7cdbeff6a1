using Ticker.Engine.Memory;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Opens cohorts, finds their instruments and forgets those that nobody wants any more. What may take long - finding the
/// instruments of <c>*</c>, forgetting two hundred thousand interests - is done in steps, between which the lane goes
/// on serving. Only its lane's thread uses it.
/// </summary>
/// <param name="market">The market and its interests.</param>
/// <param name="ledger">Counts what becomes of ticks.</param>
/// <param name="memory">The server's memory.</param>
internal sealed class CohortDesk(LaneMarket market, LaneLedger ledger, MemoryBudget memory)
{
    /// <summary>How many instruments or names one step looks at; fewer instruments, where each is compared with many patterns.</summary>
    private const int StepSize = 256;

    /// <summary>How many patterns are compared in about the time that a name takes.</summary>
    private const int PatternsPerName = 8;

    private readonly CohortRegistry _cohorts = new();
    private readonly Queue<Cohort> _open = new();

    /// <summary>How many are not yet found or not yet forgotten.</summary>
    public int Open => _open.Count;

    /// <summary>How many have not ended.</summary>
    public int Count => _cohorts.Count;

    /// <summary>How many have ended and are not yet forgotten.</summary>
    public int Ending { get; private set; }

    /// <summary>Told of each whose instruments are found: it is live.</summary>
    public required Action<Cohort> Found { get; init; }

    /// <summary>Told of each that has more instruments than there is memory for, and how many bytes it needs.</summary>
    public required Action<Cohort, long> Refused { get; init; }

    /// <summary>One that whoever asks for this may join; null = there is none.</summary>
    public Cohort? Find(CohortKey key) => _cohorts.Find(key);

    /// <summary>Opens one, whose instruments are still to be found.</summary>
    /// <param name="key">What its subscriptions have in common.</param>
    /// <param name="interest">What they ask for.</param>
    /// <param name="members">How many places are taken in it.</param>
    /// <param name="needed">The bytes of the server's memory that it needs.</param>
    /// <param name="since">Since which position what its names meant counts too.</param>
    /// <returns>Null when there is not so much left.</returns>
    public Cohort? TryOpen(CohortKey key, InterestSet interest, int members, out long needed, ulong since = ulong.MaxValue)
    {
        var cohort = new Cohort(key, interest, ledger, memory, since);
        if (!cohort.Memory.TryOpen(members, out needed))
        {
            return null;
        }

        _cohorts.Add(cohort);
        if (interest.HasPatterns)
        {
            market.Standing.Add(cohort);
        }

        _open.Enqueue(cohort);
        return cohort;
    }

    /// <summary>Ends one that has lost its last member: it is forgotten in steps.</summary>
    public void DropUnlessWanted(Cohort cohort)
    {
        if (cohort.Members > 0 || cohort.HasEnded)
        {
            return;
        }

        _cohorts.Remove(cohort);
        Ending++;
        if (cohort.IsLive)
        {
            _open.Enqueue(cohort);
        }

        market.Live.Remove(cohort);
        cohort.End();
    }

    /// <summary>Does one step of the work that is open.</summary>
    public void Step()
    {
        if (_open.TryDequeue(out Cohort? cohort))
        {
            bool done = cohort.HasEnded ? Forget(cohort) : Find(cohort);
            if (!done)
            {
                _open.Enqueue(cohort);
            }
        }
    }

    private bool Find(Cohort cohort)
    {
        IReadOnlyList<string> names = cohort.Interest.Exact;
        for (int step = 0; step < StepSize; step++)
        {
            if (cohort.Cursor < names.Count)
            {
                Find(cohort, names[cohort.Cursor++]);
            }
            else if (cohort.Interest.HasPatterns && cohort.Cursor - names.Count < market.HighestInstrument)
            {
                uint number = (uint)(++cohort.Cursor - names.Count);
                step += cohort.Interest.Patterns / PatternsPerName;
                Instrument instrument = market.Instruments[number];
                if (cohort.Interest.Matches(instrument) && market.WasCurrentSince(instrument, cohort.Since))
                {
                    if (!cohort.Memory.TryGrow(cohort.Cells + 1, out long needed))
                    {
                        Refused(cohort, needed);
                        return false;
                    }

                    cohort.AddInstrument(number, market.Interests);
                }
            }
            else
            {
                cohort.GoLive();
                market.Live.Add(cohort);
                Found(cohort);
                return true;
            }
        }

        return false;
    }

    private void Find(Cohort cohort, string name)
    {
        market.Standing.Add(name, cohort);
        if (market.Find(name) is not { } instrument)
        {
            (cohort.Unknown ??= []).Add(name);
        }
        else if (!cohort.Interest.HasPatterns)
        {
            for (Instrument? one = instrument; one is not null; one = market.ReplacedSince(one, cohort.Since))
            {
                cohort.AddInstrument(one.Number, market.Interests);
            }
        }
    }

    private bool Forget(Cohort cohort)
    {
        IReadOnlyList<string> names = cohort.Interest.Exact;
        for (int step = 0; step < StepSize; step++)
        {
            int at = cohort.Cursor++;
            if (at < names.Count)
            {
                market.Standing.Remove(names[at], cohort);
            }
            else if (at - names.Count < cohort.Cells)
            {
                int cell = at - names.Count;
                market.Interests.Remove(cohort.Instruments[cell], cohort.Places[cell]);
            }
            else
            {
                market.Standing.Remove(cohort);
                cohort.Memory.Close();
                Ending--;
                return true;
            }
        }

        return false;
    }
}
