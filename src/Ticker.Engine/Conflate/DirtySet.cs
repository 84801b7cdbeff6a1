using System.Runtime.CompilerServices;

namespace Ticker.Engine.Conflate;

/// <summary>
/// Which cells have something new, in the order in which they first had it, so that no cell waits behind one that
/// changes more often. Marking, clearing and taking cost O(1). Only its lane's thread uses it.
/// </summary>
public sealed class DirtySet
{
    private const int Absent = -2;
    private const int End = -1;

    private Link[] _links = [];
    private int _first = End;
    private int _last = End;

    private record struct Link(int Previous, int Next);

    /// <summary>The bytes that a cell takes.</summary>
    public static int CostOfCell => Unsafe.SizeOf<Link>();

    /// <summary>How many cells are marked.</summary>
    public int Count { get; private set; }

    /// <summary>The cell that was marked first, or -1.</summary>
    public int First => _first;

    /// <summary>The cell that was marked next after a marked one, or -1.</summary>
    public int After(int cell) => _links[cell].Next;

    /// <summary>Makes room for cells up to <paramref name="cells"/> - 1.</summary>
    public void EnsureCapacity(int cells)
    {
        int old = _links.Length;
        if (cells > old)
        {
            Array.Resize(ref _links, Math.Max(cells, old * 2));
            _links.AsSpan(old).Fill(new Link(Absent, Absent));
        }
    }

    /// <summary>The same marks in the same order, apart.</summary>
    public DirtySet Clone() => new() { _links = [.. _links], _first = _first, _last = _last, Count = Count };

    /// <summary>Whether a cell is marked.</summary>
    public bool Contains(int cell) => _links[cell].Next != Absent;

    /// <summary>Marks a cell; false when it was marked already, and keeps its place.</summary>
    public bool Mark(int cell)
    {
        ref Link link = ref _links[cell];
        if (link.Next != Absent)
        {
            return false;
        }

        link = new Link(_last, End);
        if (_last == End)
        {
            _first = cell;
        }
        else
        {
            _links[_last].Next = cell;
        }

        _last = cell;
        Count++;
        return true;
    }

    /// <summary>Takes the mark off a cell; false when there was none.</summary>
    public bool Clear(int cell)
    {
        ref Link link = ref _links[cell];
        if (link.Next == Absent)
        {
            return false;
        }

        if (link.Previous == End)
        {
            _first = link.Next;
        }
        else
        {
            _links[link.Previous].Next = link.Next;
        }

        if (link.Next == End)
        {
            _last = link.Previous;
        }
        else
        {
            _links[link.Next].Previous = link.Previous;
        }

        link = new Link(Absent, Absent);
        Count--;
        return true;
    }
}
