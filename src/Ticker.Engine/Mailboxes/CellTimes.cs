using Ticker.Engine.Conflate;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// When the cells were last sent, of those for which that is not long ago, oldest first: as time does not go back and
/// the interval is the same for all, the first is always the next whose interval ends. Times are timestamps. Only its
/// lane's thread uses it.
/// </summary>
internal sealed class CellTimes
{
    private readonly DirtySet _recent;
    private long[] _sent = [];

    public CellTimes()
        : this(new DirtySet())
    {
    }

    private CellTimes(DirtySet recent) => _recent = recent;

    /// <summary>The bytes a cell costs.</summary>
    public static int CostOfCell => DirtySet.CostOfCell + sizeof(long);

    /// <summary>The cell that was sent longest ago, or -1.</summary>
    public int First => _recent.First;

    public int After(int cell) => _recent.After(cell);

    public bool IsRecent(int cell) => _recent.Contains(cell);

    public long SentAt(int cell) => _sent[cell];

    public void EnsureCapacity(int cells)
    {
        _recent.EnsureCapacity(cells);
        if (cells > _sent.Length)
        {
            Array.Resize(ref _sent, Math.Max(cells, _sent.Length * 2));
        }
    }

    public void Send(int cell, long now)
    {
        _recent.Clear(cell);
        _recent.Mark(cell);
        _sent[cell] = now;
    }

    public void Forget(int cell) => _recent.Clear(cell);

    public CellTimes Clone() => new(_recent.Clone()) { _sent = [.. _sent] };
}
