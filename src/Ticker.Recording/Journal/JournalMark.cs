using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ticker.Recording.Journal;

/// <summary>
/// The file that says how far numbers may have been given out, and whether the journal ended well. It is written in
/// place, so that a full disk does not keep it from being written, and to two places in turn, so that one is always
/// whole. Where it cannot be written it can be taken away, and then nothing is known. For one thread.
/// </summary>
internal sealed class JournalMark : IDisposable
{
    /// <summary>By how much the high-water mark is raised.</summary>
    public const ulong Step = 1_000_000;

    private const uint Magic = 0x314D4B54;
    private const int PlaceLength = 4096;
    private const int Places = 2;

    private readonly string _path;
    private readonly Disk _disk;
    private SafeFileHandle? _file;
    private MarkRecord _record;

    private JournalMark(string path, SafeFileHandle file, Disk disk) => (_path, _file, _disk) = (path, file, disk);

    /// <summary>What it says.</summary>
    public ref readonly MarkRecord Record => ref _record;

    /// <summary>Opens or makes the mark of a journal.</summary>
    public static JournalMark Open(string directory, Disk disk)
    {
        string path = Path.Combine(directory, "journal.mark");
        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var mark = new JournalMark(path, file, disk);
        for (int place = 0; place < Places; place++)
        {
            mark.Read(place);
        }

        return mark;
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
            if (_file is null)
            {
                _file = _disk.Create(_path);
                Reserve(0);
                Reserve(1);
            }

            _disk.Write(_file, bytes, PlaceOf(record.Generation) * PlaceLength);
        }
        catch (IOException refused)
        {
            failure = refused;
            return false;
        }

        _record = record;
        return true;
    }

    /// <summary>
    /// Sees to it that it does not say that all is kept that was numbered, by whatever means the disk leaves. Before the first
    /// number goes out that is not kept: should the process be killed, the next one must not give it again.
    /// </summary>
    /// <remarks>Where the disk takes no change at all it says what it said before, and this is to be asked for again.</remarks>
    public void TellHole(long epoch, ulong given, Guid bootId)
    {
        if (_record.State is MarkState.Running or MarkState.Ended && !TryWrite(MarkState.HoleOpen, epoch, given, bootId, out _))
        {
            TryRemove();
        }
    }

    /// <summary>Waits until it would survive a loss of power.</summary>
    public void Sync()
    {
        if (_file is not null)
        {
            _disk.Flush(_file);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static int PlaceOf(ulong generation) => (int)(generation % Places);

    // It says nothing any more then; it is made again when it is written again.
    private void TryRemove()
    {
        try
        {
            _disk.Delete(_path);
        }
        catch (IOException)
        {
            return;
        }

        _file?.Dispose();
        (_file, _record.State) = (null, MarkState.None);
    }

    private void Read(int place)
    {
        MarkRecord read = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<MarkRecord>(ref read));
        bool isThere = RandomAccess.Read(_file!, bytes, place * PlaceLength) == bytes.Length && read.Magic == Magic;
        if (!isThere)
        {
            Reserve(place);
        }
        else if (read.Checksum == Checksum.Of(bytes[8..]) && read.Generation > _record.Generation)
        {
            _record = read;
        }
    }

    // A place that has been written once has room on the disk for good, and can be written over when nothing else fits.
    private void Reserve(int place)
    {
        try
        {
            _disk.Write(_file!, stackalloc byte[MarkRecord.ByteSize], place * PlaceLength);
        }
        catch (IOException)
        {
            // There is no room now. Where there is none later either, the mark can still be taken away.
        }
    }
}
