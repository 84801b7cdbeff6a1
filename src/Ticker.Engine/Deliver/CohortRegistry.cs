namespace Ticker.Engine.Deliver;

/// <summary>
/// The cohorts that there are, by what their subscriptions ask for. Those who ask for the same come into several once
/// they are many: what came while the first were sent to is then among what the later ones get, and not a whole round
/// older. Only its lane's thread uses it.
/// </summary>
internal sealed class CohortRegistry
{
    // A tick is noted once a cohort: so there are hardly more than this many, however large the crowd.
    private const int Parts = 8;

    private readonly Dictionary<CohortKey, List<Cohort>> _cohorts = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>One that another subscription may come into, or null.</summary>
    public Cohort? Find(CohortKey key)
    {
        if (!_cohorts.TryGetValue(key, out List<Cohort>? alike))
        {
            return null;
        }

        int members = 0;
        foreach (Cohort cohort in alike)
        {
            members += cohort.Members;
        }

        int most = Math.Max(DeliveryOptions.LeastCohort, members / Parts);
        return alike.Find(cohort => !cohort.IsSealed && cohort.Members < most);
    }

    /// <summary>Adds one.</summary>
    public void Add(Cohort cohort)
    {
        if (!_cohorts.TryGetValue(cohort.Key, out List<Cohort>? alike))
        {
            _cohorts[cohort.Key] = alike = new List<Cohort>(1);
        }

        alike.Add(cohort);
        Count++;
    }

    /// <summary>Removes one that was added.</summary>
    public void Remove(Cohort cohort)
    {
        List<Cohort> alike = _cohorts[cohort.Key];
        alike.Remove(cohort);
        Count--;
        if (alike.Count == 0)
        {
            _cohorts.Remove(cohort.Key);
        }
    }
}
