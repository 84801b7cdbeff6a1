using System.Numerics;
using Ticker.Model;

namespace Ticker.Engine.Mailboxes;

/// <summary>The cells whose next tick that is sent must tell of a gap, because the one that told of it is not. Few, and seldom any: a bit a cell, kept only while there is one.</summary>
internal struct GapMarks
{
    private const int Bits = 64;

    private ulong[]? _marks;
    private int _count;

    public readonly bool Any => _count > 0;

    /// <summary>The bytes that it holds.</summary>
    public readonly long Held => sizeof(ulong) * (_marks?.LongLength ?? 0);

    /// <summary>The bytes it holds at worst.</summary>
    /// <param name="room">How many cells there is room for.</param>
    public static long CostOf(int room) => sizeof(ulong) * (long)Words(room);

    public void Add(int cell, int room)
    {
        if (_marks is null || cell / Bits >= _marks.Length)
        {
            Array.Resize(ref _marks, Words(room));
        }

        ulong bit = 1UL << (cell % Bits);
        _count += (_marks[cell / Bits] & bit) == 0 ? 1 : 0;
        _marks[cell / Bits] |= bit;
    }

    /// <summary>The flag that a cell's next tick carries besides its own.</summary>
    public readonly TickFlags Of(int cell) => _count > 0 && Has(cell) ? TickFlags.GapBefore : TickFlags.None;

    public void Forget(int cell)
    {
        if (_count > 0 && Has(cell))
        {
            _marks![cell / Bits] &= ~(1UL << (cell % Bits));
            if (--_count == 0)
            {
                _marks = null;
            }
        }
    }

    public void Clear() => (_marks, _count) = (null, 0);

    public readonly GapMarks Clone() => new() { _marks = (ulong[]?)_marks?.Clone(), _count = _count };

    public readonly GapMarks Mapped(ReadOnlySpan<int> cellMap, int room)
    {
        var mapped = default(GapMarks);
        for (int word = 0; _count > 0 && word < _marks!.Length; word++)
        {
            for (ulong marks = _marks[word]; marks != 0; marks &= marks - 1)
            {
                int to = cellMap[(word * Bits) + BitOperations.TrailingZeroCount(marks)];
                if (to >= 0)
                {
                    mapped.Add(to, room);
                }
            }
        }

        return mapped;
    }

    private static int Words(int room) => (room + Bits - 1) / Bits;

    private readonly bool Has(int cell) => cell / Bits < _marks!.Length && (_marks[cell / Bits] & (1UL << (cell % Bits))) != 0;
}
