using System.Numerics;

namespace Ticker.Recording.Import.Dbn;

/// <summary>The slots of all instruments by their key: a hash table that gives them where they are. For one thread.</summary>
internal sealed class DbnSlots
{
    private const int FirstSize = 256;

    private DbnSlot[] _slots = new DbnSlot[FirstSize];
    private int[] _table = new int[FirstSize * 2];
    private int _count;
    private int _last = -1;

    /// <summary>The slot of a key, made if there is none. It may move when another is made.</summary>
    public ref DbnSlot Get(ulong key)
    {
        if (_last < 0 || _slots[_last].Key != key)
        {
            _last = Find(key);
        }

        return ref _slots[_last];
    }

    private int Find(ulong key)
    {
        int at = PlaceOf(key);
        for (; _table[at] != 0; at = (at + 1) & (_table.Length - 1))
        {
            if (_slots[_table[at] - 1].Key == key)
            {
                return _table[at] - 1;
            }
        }

        if (_count == _slots.Length)
        {
            Grow();
            at = FreePlaceOf(key);
        }

        _slots[_count].Key = key;
        _table[at] = ++_count;
        return _count - 1;
    }

    // The table is twice the slots: at most half of its places are taken.
    private void Grow()
    {
        Array.Resize(ref _slots, _slots.Length * 2);
        _table = new int[_slots.Length * 2];
        for (int slot = 0; slot < _count; slot++)
        {
            _table[FreePlaceOf(_slots[slot].Key)] = slot + 1;
        }
    }

    private int FreePlaceOf(ulong key)
    {
        int at = PlaceOf(key);
        while (_table[at] != 0)
        {
            at = (at + 1) & (_table.Length - 1);
        }

        return at;
    }

    // Fibonacci hashing: the high bits of the product depend on all of the key's.
    private int PlaceOf(ulong key) => (int)((key * 0x9E37_79B9_7F4A_7C15) >> (64 - BitOperations.Log2((uint)_table.Length)));
}
