using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Collects the values of one column of a row group and encodes them. For one thread.</summary>
public abstract class DataColumn
{
    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly ArrayBufferWriter<byte> _dictionary = new();
    private readonly RunLengthEncoder _encoder;
    private byte[] _levels = new byte[1024];

    private protected DataColumn(DataField field)
    {
        Field = field;
        _encoder = new RunLengthEncoder(_page);
    }

    /// <summary>What it is.</summary>
    public DataField Field { get; }

    /// <summary>Rows collected so far.</summary>
    public int Rows { get; private set; }

    /// <summary>How many of them are null.</summary>
    public int Nulls { get; private set; }

    /// <summary>Adds a row without a value.</summary>
    /// <exception cref="InvalidOperationException">The field does not allow it.</exception>
    public void AppendNull()
    {
        if (!Field.IsNullable)
        {
            throw new InvalidOperationException($"the column {Field.Name} has a value in every row");
        }

        AppendLevel(0);
        Nulls++;
    }

    /// <summary>Writes the collected rows as one dictionary page, where one is worth it, and one data page, and forgets them.</summary>
    internal ColumnChunk WriteTo(ParquetOutput output)
    {
        _dictionary.ResetWrittenCount();
        _page.ResetWrittenCount();
        if (Field.IsNullable)
        {
            WriteLevels();
        }

        int distinct = 0;
        ColumnEncoding encoding = Rows == Nulls ? ColumnEncoding.Plain : Encode(_page, _dictionary, out distinct);
        long start = output.Position;
        long dictionaryOffset = 0;
        if (encoding == ColumnEncoding.Dictionary)
        {
            dictionaryOffset = start;
            output.WriteDictionaryPage(_dictionary.WrittenSpan, distinct);
        }

        long dataOffset = output.Position;
        output.WriteDataPage(_page.WrittenSpan, Rows, encoding);
        (byte[]? least, byte[]? greatest) = Rows == Nulls ? (null, null) : Extremes();
        var chunk = new ColumnChunk
        {
            Field = Field,
            Values = Rows,
            Nulls = Nulls,
            Encoding = encoding,
            DictionaryOffset = dictionaryOffset,
            DataOffset = dataOffset,
            Length = output.Position - start,
            Least = least,
            Greatest = greatest,
        };
        Clear();
        (Rows, Nulls) = (0, 0);
        return chunk;
    }

    /// <summary>Notes that a value was added.</summary>
    private protected void AppendValue() => AppendLevel(1);

    /// <summary>Encodes the values, without the nulls.</summary>
    /// <returns>How it did that; with <see cref="ColumnEncoding.Dictionary"/> the dictionary is in <paramref name="dictionary"/>.</returns>
    private protected abstract ColumnEncoding Encode(ArrayBufferWriter<byte> page, ArrayBufferWriter<byte> dictionary, out int distinct);

    /// <summary>The least and the greatest value as they are stored; asked only where there is a value.</summary>
    private protected abstract (byte[] Least, byte[] Greatest) Extremes();

    /// <summary>Forgets the values.</summary>
    private protected abstract void Clear();

    /// <summary>Writes places in a dictionary into the page: their width in bits, then runs and packed bits.</summary>
    private protected void WritePlaces(ReadOnlySpan<int> places, int distinct)
    {
        _encoder.Width = distinct < 2 ? distinct : 32 - BitOperations.LeadingZeroCount((uint)(distinct - 1));
        _page.Write([(byte)_encoder.Width]);
        if (distinct == 1)
        {
            _encoder.WriteAll(0, places.Length);
            return;
        }

        foreach (int place in places)
        {
            _encoder.Add((uint)place);
        }

        _encoder.Finish();
    }

    private void AppendLevel(byte level)
    {
        if (Field.IsNullable)
        {
            if (Rows == _levels.Length)
            {
                Array.Resize(ref _levels, Rows * 2);
            }

            _levels[Rows] = level;
        }

        Rows++;
    }

    // Four bytes of length, then a level for each row: 1 where there is a value.
    private void WriteLevels()
    {
        _page.GetSpan(4)[..4].Clear();
        _page.Advance(4);
        _encoder.Width = 1;
        if (Nulls == 0 || Nulls == Rows)
        {
            _encoder.WriteAll(Nulls == 0 ? 1u : 0u, Rows);
        }
        else
        {
            foreach (byte level in _levels.AsSpan(0, Rows))
            {
                _encoder.Add(level);
            }

            _encoder.Finish();
        }

        Span<byte> written = MemoryMarshal.AsMemory(_page.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(written, written.Length - 4);
    }
}
