using Ticker.Model;

namespace Ticker.Engine.Mailboxes;

/// <summary>The cells whose next tick that is sent must tell of a gap, because the one that told of it is not. Few, and seldom any.</summary>
internal struct GapMarks
{
    private HashSet<int>? _cells;

    public readonly bool Any => _cells is not null;

    public void Add(int cell) => (_cells ??= []).Add(cell);

    /// <summary>The flag that a cell's next tick carries besides its own.</summary>
    public readonly TickFlags Of(int cell) => _cells is not null && _cells.Contains(cell) ? TickFlags.GapBefore : TickFlags.None;

    public void Forget(int cell)
    {
        if (_cells is not null && _cells.Remove(cell) && _cells.Count == 0)
        {
            _cells = null;
        }
    }

    public void Clear() => _cells = null;

    public readonly GapMarks Clone() => new() { _cells = _cells is null ? null : new HashSet<int>(_cells) };

    public readonly GapMarks Mapped(ReadOnlySpan<int> cellMap)
    {
        var mapped = default(GapMarks);
        foreach (int cell in _cells ?? [])
        {
            if (cellMap[cell] >= 0)
            {
                mapped.Add(cellMap[cell]);
            }
        }

        return mapped;
    }
}
