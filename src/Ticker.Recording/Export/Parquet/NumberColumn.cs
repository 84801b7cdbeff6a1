using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ticker.Recording.Export.Parquet;

/// <summary>A column of numbers of one size. For one thread.</summary>
/// <typeparam name="T">
/// <see cref="int"/>, <see cref="long"/>, <see cref="ulong"/> or <see cref="double"/>, stored little-endian; or <see cref="Int128"/>,
/// stored in 16 bytes big-endian, as wide decimals are.
/// </typeparam>
public sealed class NumberColumn<T> : DataColumn
    where T : unmanaged, IComparable<T>, IEquatable<T>
{
    // Beyond it a dictionary saves little and reading it costs more.
    private const int MaxDistinct = 32_768;

    // Where so many values have been mostly distinct, the others will be.
    private const int Sample = 4_096;

    private readonly Dictionary<T, int> _distinct = [];
    private T[] _values = new T[1024];
    private int[] _places = [];
    private int _count;
    private T _least;
    private T _greatest;

    /// <summary>An empty column.</summary>
    public NumberColumn(DataField field)
        : base(field)
    {
    }

    /// <summary>Adds a row with a value.</summary>
    public void Append(T value)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        if (_count == 0)
        {
            (_least, _greatest) = (value, value);
        }
        else if (value.CompareTo(_least) < 0)
        {
            _least = value;
        }
        else if (value.CompareTo(_greatest) > 0)
        {
            _greatest = value;
        }

        _values[_count++] = value;
        AppendValue();
    }

    private protected override ColumnEncoding Encode(ArrayBufferWriter<byte> page, ArrayBufferWriter<byte> dictionary, out int distinct)
    {
        distinct = 0;
        ReadOnlySpan<T> values = _values.AsSpan(0, _count);
        if (Field.TryDictionary && FillDictionary(values, dictionary))
        {
            distinct = _distinct.Count;
            WritePlaces(_places.AsSpan(0, _count), distinct);
            return ColumnEncoding.Dictionary;
        }

        if (Field.Encoding == ColumnEncoding.Delta && Unsafe.SizeOf<T>() == sizeof(long))
        {
            DeltaEncoder.Write(page, MemoryMarshal.Cast<T, long>(values));
            return ColumnEncoding.Delta;
        }

        WritePlain(page, values);
        return ColumnEncoding.Plain;
    }

    private protected override (byte[] Least, byte[] Greatest) Extremes() => (Stored(_least), Stored(_greatest));

    private protected override void Clear() => _count = 0;

    private static byte[] Stored(T value)
    {
        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
        if (typeof(T) == typeof(Int128))
        {
            bytes.AsSpan().Reverse();
        }

        return bytes;
    }

    private static void WritePlain(ArrayBufferWriter<byte> output, ReadOnlySpan<T> values)
    {
        if (typeof(T) != typeof(Int128))
        {
            output.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (Int128 value in MemoryMarshal.Cast<T, Int128>(values))
        {
            BinaryPrimitives.WriteInt128BigEndian(output.GetSpan(16), value);
            output.Advance(16);
        }
    }

    // False when there are so many distinct values that they had better be written as they are.
    private bool FillDictionary(ReadOnlySpan<T> values, ArrayBufferWriter<byte> dictionary)
    {
        if (_places.Length < values.Length)
        {
            _places = new int[_values.Length];
        }

        _distinct.Clear();
        int most = Math.Min(MaxDistinct, (values.Length + 1) / 2);
        for (int n = 0; n < values.Length; n++)
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_distinct, values[n], out bool known);
            if (!known)
            {
                place = _distinct.Count - 1;
                if (place == most || (n < Sample && place >= Sample / 2))
                {
                    return false;
                }

                WritePlain(dictionary, values.Slice(n, 1));
            }

            _places[n] = place;
        }

        return true;
    }
}
