using System.Buffers;

namespace Ticker.Recording.Export.Parquet;

/// <summary>
/// Parquet's hybrid of runs and packed bits, for small numbers: a run of eight and more equal ones is told by its length, what lies
/// between runs is packed, eight at a time. For one thread.
/// </summary>
/// <param name="output">Where to. What is pending there is written by <see cref="Finish"/>; then it can be used again.</param>
internal sealed class RunLengthEncoder(IBufferWriter<byte> output)
{
    // A run of packed groups counts them in one byte: 63 is the most.
    private const int MaxGroups = 63;

    private readonly ulong[] _packed = new ulong[MaxGroups * 8];
    private int _packedCount;
    private readonly ulong[] _eight = new ulong[8];
    private int _eightCount;
    private uint _last;
    private long _repeats;

    /// <summary>Bits of a number, 0 to 32; set before the first.</summary>
    public int Width { get; set; }

    /// <summary>Writes one number many times over; nothing else comes before or after.</summary>
    public void WriteAll(uint value, int count)
    {
        (_last, _repeats) = (value, count);
        WriteRun();
    }

    /// <summary>Takes the next number.</summary>
    public void Add(uint value)
    {
        if (_repeats > 0 && value == _last)
        {
            _repeats++;
            if (_repeats > 8)
            {
                return;
            }
        }
        else
        {
            if (_repeats >= 8)
            {
                WriteRun();
            }

            _last = value;
            _repeats = 1;
        }

        _eight[_eightCount++] = value;
        if (_eightCount == 8 && _repeats < 8)
        {
            PackEight();
        }
    }

    /// <summary>Writes what is pending; packed bits are filled up with zeros, which the count of values leaves out.</summary>
    public void Finish()
    {
        if (_repeats >= 8)
        {
            WriteRun();
        }
        else if (_eightCount > 0)
        {
            _eight.AsSpan(_eightCount).Clear();
            PackEight();
        }

        FlushPacked();
        _repeats = 0;
    }

    // Exactly eight equal ones stand in the buffer when a run begins: it begins at a border of eight, or it is not a run.
    private void PackEight()
    {
        _eight.CopyTo(_packed.AsSpan(_packedCount));
        _packedCount += 8;
        _eightCount = 0;
        _repeats = 0;
        if (_packedCount == _packed.Length)
        {
            FlushPacked();
        }
    }

    private void WriteRun()
    {
        FlushPacked();
        Varint.Write(output, (ulong)_repeats << 1);
        int bytes = (Width + 7) / 8;
        Span<byte> span = output.GetSpan(4);
        for (int place = 0; place < bytes; place++)
        {
            span[place] = (byte)(_last >> (8 * place));
        }

        output.Advance(bytes);
        _eightCount = 0;
        _repeats = 0;
    }

    private void FlushPacked()
    {
        if (_packedCount > 0)
        {
            Varint.Write(output, ((ulong)(_packedCount / 8) << 1) | 1);
            BitPacker.Write(output, _packed.AsSpan(0, _packedCount), Width);
            _packedCount = 0;
        }
    }
}
