using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>
/// The paces at which what a peer gets may have waited: the present one, and those asked for or left since it was
/// last known that nothing waited.
/// </summary>
internal sealed class PaceLatitude
{
    private readonly List<PaceChoice> _possible = [];
    private readonly List<ModifyMessage> _asked = [];

    public PaceLatitude(PaceChoice first)
    {
        Now = first;
        Forget();
    }

    public PaceChoice Now { get; private set; }

    public bool MayBeAll { get; private set; }

    public bool IsAll { get; private set; }

    public bool IsInterval { get; private set; }

    public bool MayBeInterval { get; private set; }

    public bool MayCollapseTrades { get; private set; }

    public bool CollapsesTrades { get; private set; }

    public bool MaySummarize { get; private set; }

    public bool Summarizes { get; private set; }

    public bool MayConflateWhenSlow { get; private set; }

    public int LeastIntervalMs { get; private set; }

    public int MostIntervalMs { get; private set; }

    /// <summary>A change that was asked for may have happened from now on.</summary>
    public void Ask(ModifyMessage change)
    {
        _asked.Add(change);
        Add();
    }

    /// <summary>A change that was asked for has happened.</summary>
    public void Apply(ModifyMessage change)
    {
        Now = Now.With(change);
        _asked.Remove(change);
        Add();
    }

    /// <summary>A change that was asked for was refused.</summary>
    public void Refuse(ModifyMessage change)
    {
        _asked.Remove(change);
        Add();
    }

    /// <summary>Nothing waits: what was before is of no matter any more.</summary>
    public void Forget()
    {
        _possible.Clear();
        _possible.Add(Now);
        Add();
    }

    private void Add()
    {
        PaceChoice pace = Now;
        _possible.Add(pace);
        foreach (ModifyMessage change in _asked)
        {
            pace = pace.With(change);
            _possible.Add(pace);
        }

        MayBeAll = _possible.Exists(one => one.Mode == DeliveryMode.All);
        IsAll = _possible.TrueForAll(one => one.Mode == DeliveryMode.All);
        MayBeInterval = _possible.Exists(one => one.Mode == DeliveryMode.Interval);
        IsInterval = _possible.TrueForAll(one => one.Mode == DeliveryMode.Interval);
        MayCollapseTrades = _possible.Exists(one => one.CollapsesTrades);
        CollapsesTrades = _possible.TrueForAll(one => one.CollapsesTrades);
        MaySummarize = _possible.Exists(one => one.Summary);
        Summarizes = _possible.TrueForAll(one => one.Summary);
        MayConflateWhenSlow = _possible.Exists(one => one.ConflatesWhenSlow);
        LeastIntervalMs = _possible.Min(one => one.IntervalMs);
        MostIntervalMs = _possible.Max(one => one.IntervalMs);
    }
}
