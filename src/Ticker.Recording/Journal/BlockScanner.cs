using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Reads the blocks of one file after another, and verifies each. For one thread; allocates nothing for a block.
/// </summary>
internal sealed class BlockScanner : IDisposable
{
    private const int WindowSize = 256 * 1024;

    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(WindowSize, pinned: true);
    private SafeFileHandle? _file;
    private uint _segment;
    private long _limit;
    private long _length;
    private long _windowAt;
    private int _windowLength;
    private int _blockAt;

    /// <summary>Where the next block is looked for.</summary>
    public long Offset { get; private set; }

    /// <summary>The header of the block that was read last.</summary>
    public ref readonly BlockHeader Header => ref Unsafe.As<byte, BlockHeader>(ref _window[_blockAt]);

    /// <summary>What follows the header, but for feed spans and padding of unknown length. Good until the next call.</summary>
    public ReadOnlySpan<byte> Payload => _window.AsSpan(_blockAt + BlockHeader.ByteSize, (int)Header.Length - BlockHeader.ByteSize);

    /// <summary>The records of a <see cref="BlockKind.Ticks"/> block. Good until the next call.</summary>
    public ReadOnlySpan<Tick> Records => MemoryMarshal.Cast<byte, Tick>(Payload)[..(int)Header.Count];

    /// <summary>The feed spans of a <see cref="BlockKind.Ticks"/> block. Good until the next call.</summary>
    public ReadOnlySpan<FeedSpan> Spans =>
        MemoryMarshal.Cast<byte, FeedSpan>(Payload[((int)Header.Count * Tick.ByteSize)..])[..Header.FeedSpans];

    /// <summary>Opens a file; the one before is closed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="segment">The ordinal that its blocks must carry.</param>
    /// <param name="limit">Where it is taken to end at the latest.</param>
    /// <returns>Its size in bytes.</returns>
    public long Open(string path, uint segment, long limit = long.MaxValue)
    {
        _file?.Dispose();
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (_segment, _limit) = (segment, limit);
        Seek(0);
        Forget();
        return _length = RandomAccess.GetLength(_file);
    }

    /// <summary>Goes to a place where a block begins.</summary>
    public void Seek(long offset) => Offset = offset;

    /// <summary>Forgets what was read ahead: the file may have grown.</summary>
    public void Forget() => _windowLength = 0;

    /// <summary>Reads the next block and goes past it, if there is a whole one.</summary>
    public BlockStatus Read()
    {
        int there = Fill(BlockHeader.ByteSize);
        if (there < BlockHeader.ByteSize)
        {
            return there == 0 ? BlockStatus.End : BlockStatus.Torn;
        }

        int at = (int)(Offset - _windowAt);
        BlockHeader header = Unsafe.ReadUnaligned<BlockHeader>(ref _window[at]);
        if (!IsPlausible(in header))
        {
            return BlockStatus.Damaged;
        }

        if (Fill((int)header.Length) < header.Length)
        {
            return BlockStatus.Torn;
        }

        at = (int)(Offset - _windowAt);
        if (Checksum.Of(_window.AsSpan(at + BlockHeader.ChecksumFrom, (int)header.Length - BlockHeader.ChecksumFrom)) != header.Checksum || !Fits(in header))
        {
            return BlockStatus.Damaged;
        }

        _blockAt = at;
        Offset += header.Length;
        return BlockStatus.Whole;
    }

    /// <summary>
    /// Goes past the next block without reading more than its header, if that says that all its records were received at a time
    /// or later. Nothing is verified.
    /// </summary>
    /// <param name="time">The time, in nanoseconds since the UNIX epoch.</param>
    /// <param name="header">The header, where it went past.</param>
    public bool TryPass(long time, out BlockHeader header)
    {
        header = default;
        bool isThere = Offset + BlockHeader.ByteSize <= Math.Min(_limit, _length)
            && RandomAccess.Read(_file!, MemoryMarshal.AsBytes(new Span<BlockHeader>(ref header)), Offset) == BlockHeader.ByteSize;
        if (!isThere || !IsPlausible(in header) || header.Kind != BlockKind.Ticks || header.Count == 0 || header.LeastTime < time || Offset + header.Length > Math.Min(_limit, _length))
        {
            return false;
        }

        Offset += header.Length;
        return true;
    }

    /// <summary>Looks for the next whole block after the present place, and goes there; false when there is none.</summary>
    public bool FindNext()
    {
        long from = Offset;
        for (Offset += JournalFormat.Alignment; ; Offset += JournalFormat.Alignment)
        {
            if (Fill(BlockHeader.ByteSize) < BlockHeader.ByteSize)
            {
                Offset = from;
                return false;
            }

            if (MemoryMarshal.Read<uint>(_window.AsSpan((int)(Offset - _windowAt))) == JournalFormat.BlockMagic)
            {
                long found = Offset;
                BlockStatus status = Read();
                Offset = found;
                if (status == BlockStatus.Whole)
                {
                    return true;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private bool IsPlausible(in BlockHeader header) =>
        header.Magic == JournalFormat.BlockMagic
        && header.Length is >= BlockHeader.ByteSize and <= JournalFormat.MaxBlock
        && header.Length % JournalFormat.Alignment == 0
        && header.Offset == (ulong)Offset
        && header.Segment == _segment;

    // What only a defective writer gets wrong, asked before spans are made of it.
    private static bool Fits(in BlockHeader header) =>
        header.Kind != BlockKind.Ticks
        || BlockHeader.ByteSize + ((long)header.Count * Tick.ByteSize) + (header.FeedSpans * FeedSpan.ByteSize) <= header.Length;

    // Has so many bytes from the present place on in the window; fewer where the file ends before.
    private int Fill(int bytes)
    {
        long there = _windowAt + _windowLength - Offset;
        if (Offset >= _windowAt && there >= bytes)
        {
            return bytes;
        }

        (_windowAt, _windowLength) = (Offset, 0);
        int most = (int)Math.Clamp(_limit - Offset, 0, WindowSize);
        while (_windowLength < most)
        {
            int read = RandomAccess.Read(_file!, _window.AsSpan(_windowLength, most - _windowLength), _windowAt + _windowLength);
            if (read == 0)
            {
                break;
            }

            _windowLength += read;
        }

        return Math.Min(bytes, _windowLength);
    }
}
