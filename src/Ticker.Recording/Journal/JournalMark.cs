using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ticker.Recording.Journal;

/// <summary>
/// The file that says how far numbers may have been given out, and whether the journal ended well. It is written in
/// place, so that a full disk does not keep it from being written, and to two places in turn, so that one is always
/// whole. For one thread.
/// </summary>
internal sealed class JournalMark : IDisposable
{
    /// <summary>By how much the high-water mark is raised.</summary>
    public const ulong Step = 1_000_000;

    private const uint Magic = 0x314D4B54;
    private const int PlaceLength = 4096;

    private readonly SafeFileHandle _file;
    private readonly Disk _disk;
    private MarkRecord _record;

    private JournalMark(SafeFileHandle file, Disk disk, MarkRecord record) => (_file, _disk, _record) = (file, disk, record);

    /// <summary>What it says.</summary>
    public ref readonly MarkRecord Record => ref _record;

    /// <summary>Opens or makes the mark of a journal.</summary>
    public static JournalMark Open(string directory, Disk disk)
    {
        SafeFileHandle file = File.OpenHandle(Path.Combine(directory, "journal.mark"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        MarkRecord best = default;
        for (int place = 0; place < 2; place++)
        {
            MarkRecord read = default;
            Span<byte> bytes = MemoryMarshal.AsBytes(new Span<MarkRecord>(ref read));
            if (RandomAccess.Read(file, bytes, place * PlaceLength) == bytes.Length && read.Magic == Magic
                && read.Checksum == Checksum.Of(bytes[8..]) && read.Generation > best.Generation)
            {
                best = read;
            }
        }

        return new JournalMark(file, disk, best);
    }

    /// <summary>Writes it anew; the high-water mark is raised when it has been reached.</summary>
    /// <param name="state">How the journal stands.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="given">The last number that was given, or is about to be.</param>
    /// <param name="bootId">The machine's boot id.</param>
    /// <param name="failure">Why it was not written; it says what it said before then.</param>
    public bool TryWrite(MarkState state, long epoch, ulong given, Guid bootId, out IOException? failure)
    {
        failure = null;
        var record = new MarkRecord
        {
            Magic = Magic,
            Generation = _record.Generation + 1,
            Epoch = epoch,
            HighWater = given >= _record.HighWater ? given + Step : _record.HighWater,
            Last = given,
            BootId = bootId,
            State = state,
        };
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<MarkRecord>(ref record));
        record.Checksum = Checksum.Of(bytes[8..]);
        try
        {
            _disk.Write(_file, bytes, (long)(record.Generation % 2) * PlaceLength);
        }
        catch (IOException refused)
        {
            failure = refused;
            return false;
        }

        _record = record;
        return true;
    }

    /// <summary>Waits until it would survive a loss of power.</summary>
    public void Sync() => _disk.Flush(_file);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
