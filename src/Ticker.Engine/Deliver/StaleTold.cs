namespace Ticker.Engine.Deliver;

/// <summary>
/// Of an outflow's cells: which its client was told are stale, and which are to be looked at because that may have
/// changed. Looking at all goes in slices, round and round, so that whatever changes how often, each comes to its
/// turn. Only its lane's thread uses it.
/// </summary>
internal sealed class StaleTold
{
    // More than these are not remembered one by one.
    private const int MostSingle = 256;

    private const int None = -1;

    private CellSet _noticed;
    private CellSet _flagged;
    private HashSet<int>? _single;
    private int _next;
    private int _left;
    private int _span;

    /// <summary>Whether a cell is to be looked at.</summary>
    public bool HasWork => _left > 0 || _single is not null;

    /// <summary>Whether nothing is told as stale and no cell is to be looked at: then it is needed no more.</summary>
    public bool IsEmpty => !HasWork && _noticed.Count == 0 && _flagged.Count == 0;

    /// <summary>All of so many cells are to be looked at.</summary>
    public void LookAtAll(int cells)
    {
        (_left, _span, _single) = (cells, cells, null);
        _next = _next < cells ? _next : 0;
    }

    /// <summary>A cell is to be looked at.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="cells">How many there are.</param>
    public void LookAt(int cell, int cells)
    {
        // What is still to come of all is not remembered besides: so none is taken twice.
        if (cell < _span && (cell - _next + _span) % _span < _left)
        {
            return;
        }

        (_single ??= []).Add(cell);
        if (_single.Count > MostSingle)
        {
            LookAtAll(cells);
        }
    }

    /// <summary>Takes the next cell that is to be looked at; -1 = there is none.</summary>
    public int Take()
    {
        if (_single is { } single)
        {
            int cell = None;
            foreach (int first in single)
            {
                cell = first;
                break;
            }

            single.Remove(cell);
            _single = single.Count == 0 ? null : single;
            return cell;
        }

        if (_left == 0)
        {
            return None;
        }

        int next = _next;
        _next = next + 1 == _span ? 0 : next + 1;
        _left--;
        return next;
    }

    /// <summary>Whether a cell's client must be told, for what it was told is not how the cell stands.</summary>
    public bool IsToBeTold(int cell, bool stale) => stale ? !_noticed.Has(cell) : _noticed.Has(cell) || _flagged.Has(cell);

    /// <summary>A notice has told how a cell stands.</summary>
    public void Tell(int cell, bool stale)
    {
        _flagged.Set(cell, false);
        _noticed.Set(cell, stale);
    }

    /// <summary>A tick of the snapshot has said that a cell is stale. A notice says it too, once the snapshot is over.</summary>
    public void Flag(int cell) => _flagged.Set(cell, true);

    /// <summary>Whether the clients of both were told the same, and nothing is to be told to either.</summary>
    public static bool AreAlike(StaleTold? one, StaleTold? other) =>
        one is null ? other is null || other.IsEmpty
        : other is null ? one.IsEmpty
        : !one.HasWork && !other.HasWork && one._noticed.IsTheSameAs(in other._noticed) && one._flagged.IsTheSameAs(in other._flagged);

    /// <summary>The same, apart.</summary>
    public StaleTold Clone() => new()
    {
        _noticed = _noticed.Clone(),
        _flagged = _flagged.Clone(),
        _single = _single is null ? null : [.. _single],
        _next = _next,
        _left = _left,
        _span = _span,
    };

    /// <summary>What was told, for the cells of another cohort. All of those are to be looked at besides.</summary>
    /// <param name="cellMap">Of each cell, which it becomes; -1 = its instrument is gone.</param>
    public StaleTold Mapped(ReadOnlySpan<int> cellMap)
    {
        var mapped = new StaleTold();
        for (int cell = 0; cell < cellMap.Length; cell++)
        {
            if (cellMap[cell] >= 0)
            {
                mapped._noticed.Set(cellMap[cell], _noticed.Has(cell));
                mapped._flagged.Set(cellMap[cell], _flagged.Has(cell));
            }
        }

        return mapped;
    }
}
