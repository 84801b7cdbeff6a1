using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Who must be told when an instrument becomes known: by exact name, and by pattern. Only its lane's thread uses it.
/// </summary>
internal sealed class StandingInterest
{
    private readonly Dictionary<string, HashSet<Cohort>> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<Cohort> _byPattern = [];

    /// <summary>How many names are waited for or known.</summary>
    public int Names => _byName.Count;

    /// <summary>How many cohorts have a pattern.</summary>
    public int Patterns => _byPattern.Count;

    /// <summary>Notes the interest of a cohort in an exact name.</summary>
    public void Add(string fullName, Cohort cohort)
    {
        if (!_byName.TryGetValue(fullName, out HashSet<Cohort>? interested))
        {
            _byName[fullName] = interested = [];
        }

        interested.Add(cohort);
    }

    /// <summary>Notes that a cohort has patterns.</summary>
    public void Add(Cohort cohort) => _byPattern.Add(cohort);

    /// <summary>Forgets the interest of a cohort in an exact name.</summary>
    public void Remove(string fullName, Cohort cohort)
    {
        if (_byName.TryGetValue(fullName, out HashSet<Cohort>? interested) && interested.Remove(cohort) && interested.Count == 0)
        {
            _byName.Remove(fullName);
        }
    }

    /// <summary>Forgets a cohort's patterns.</summary>
    public void Remove(Cohort cohort) => _byPattern.Remove(cohort);

    /// <summary>Tells each interested cohort, once.</summary>
    public void Tell(Instrument instrument, Action<Cohort, Instrument> tell)
    {
        _byName.TryGetValue(instrument.FullName, out HashSet<Cohort>? byName);
        if (byName is not null)
        {
            foreach (Cohort cohort in byName)
            {
                tell(cohort, instrument);
            }
        }

        foreach (Cohort cohort in _byPattern)
        {
            if (byName?.Contains(cohort) != true && cohort.Interest.Matches(instrument))
            {
                tell(cohort, instrument);
            }
        }
    }
}
