using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>Where one block is put together, and sealed with its checksum. For one thread; allocates nothing once made.</summary>
internal sealed class BlockBuffer
{
    /// <summary>The most records of one block that has at most one feed's span.</summary>
    public const int MostRecords = (JournalFormat.MaxBlock - BlockHeader.ByteSize - FeedSpan.ByteSize) / Tick.ByteSize;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(JournalFormat.MaxBlock, pinned: true);
    private FeedSpan[] _spans = new FeedSpan[16];
    private int _spanCount;
    private int _length = BlockHeader.ByteSize;
    private uint _count;
    private ulong _first;
    private ulong _last;
    private long _least = long.MaxValue;
    private long _greatest = long.MinValue;

    /// <summary>How many records or entries it holds.</summary>
    public uint Count => _count;

    /// <summary>Whether there is nothing to write: neither a record nor a span.</summary>
    public bool IsEmpty => _count == 0 && _spanCount == 0;

    /// <summary>The sequence of its last record.</summary>
    public ulong LastSequence => _last;

    /// <summary>The greatest receive time of its records.</summary>
    public long GreatestTime => _greatest;

    /// <summary>Its records, when it holds such.</summary>
    public ReadOnlySpan<Tick> Records => MemoryMarshal.Cast<byte, Tick>(_bytes.AsSpan(BlockHeader.ByteSize, (int)_count * Tick.ByteSize));

    /// <summary>The spans that it holds.</summary>
    public ReadOnlySpan<FeedSpan> Spans => _spans.AsSpan(0, _spanCount);

    /// <summary>Whether so many records, and a span with them, still go in.</summary>
    public bool HasRoom(int records) =>
        _length + (records * Tick.ByteSize) + ((_spanCount + 1) * FeedSpan.ByteSize) <= JournalFormat.MaxBlock;

    /// <summary>Appends records in the order of their sequences; there must be room.</summary>
    public void Append(ReadOnlySpan<Tick> records)
    {
        if (records.IsEmpty)
        {
            return;
        }

        records.CopyTo(MemoryMarshal.Cast<byte, Tick>(_bytes.AsSpan(_length)));
        (long least, long greatest) = (_least, _greatest);
        foreach (ref readonly Tick record in records)
        {
            long time = record.ReceiveTime.Value;
            least = Math.Min(least, time);
            greatest = Math.Max(greatest, time);
        }

        (_least, _greatest) = (least, greatest);

        _first = _count == 0 ? records[0].Sequence : _first;
        _last = records[^1].Sequence;
        _count += (uint)records.Length;
        _length += records.Length * Tick.ByteSize;
    }

    /// <summary>Notes which of a feed's own sequences the block answers for; spans of one run become one.</summary>
    public void Note(in FeedSpan span)
    {
        for (int n = 0; n < _spanCount; n++)
        {
            ref FeedSpan known = ref _spans[n];
            if (known.Feed == span.Feed && known.Run == span.Run)
            {
                known.Last = span.Last;
                return;
            }
        }

        if (_spanCount == _spans.Length)
        {
            Array.Resize(ref _spans, _spanCount * 2);
        }

        _spans[_spanCount++] = span;
    }

    /// <summary>Appends an entry of a table; false when there is no room.</summary>
    public bool TryAppend(ReadOnlySpan<byte> entry)
    {
        if (_length + entry.Length > JournalFormat.MaxBlock)
        {
            return false;
        }

        entry.CopyTo(_bytes.AsSpan(_length));
        _length += entry.Length;
        _count++;
        return true;
    }

    /// <summary>Completes the block.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="segment">The segment's ordinal.</param>
    /// <param name="offset">Where in the file it will stand.</param>
    /// <param name="sequence">The last sequence before it; of a block without records.</param>
    /// <returns>Its bytes, good until <see cref="Clear"/>.</returns>
    public ReadOnlySpan<byte> Seal(BlockKind kind, uint segment, long offset, ulong sequence)
    {
        int end = _length;
        for (int n = 0; n < _spanCount; n++, end += FeedSpan.ByteSize)
        {
            Unsafe.WriteUnaligned(ref _bytes[end], _spans[n]);
        }

        int length = JournalFormat.Align(end);
        _bytes.AsSpan(end, length - end).Clear();
        bool holdsRecords = kind == BlockKind.Ticks && _count > 0;
        var header = new BlockHeader
        {
            Magic = JournalFormat.BlockMagic,
            Length = (uint)length,
            Kind = kind,
            FeedSpans = (ushort)_spanCount,
            Offset = (ulong)offset,
            FirstSequence = holdsRecords ? _first : sequence,
            LastSequence = holdsRecords ? _last : sequence,
            LeastTime = holdsRecords ? _least : 0,
            GreatestTime = holdsRecords ? _greatest : 0,
            Count = _count,
            Segment = segment,
        };
        Unsafe.WriteUnaligned(ref _bytes[0], header);
        Span<byte> block = _bytes.AsSpan(0, length);
        Unsafe.WriteUnaligned(ref _bytes[4], Checksum.Of(block[BlockHeader.ChecksumFrom..]));
        return block;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        (_length, _count, _spanCount) = (BlockHeader.ByteSize, 0, 0);
        (_least, _greatest) = (long.MaxValue, long.MinValue);
    }
}
