using System.Buffers.Binary;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>
/// Reads Databento Binary Encoding of the versions 1 to 3, packed or not, with its metadata or a fragment without: best levels
/// become quotes, trades trades, statuses statuses; the rest is skipped and counted.
/// </summary>
/// <remarks>
/// <para>
/// The file is read twice: once for the instruments that have ticks in it, then for the ticks. Damage found in the first reading
/// is told in the second, after all that comes before it. A tick costs no allocation. For one thread.
/// </para>
/// <para>
/// Instruments: one for each publisher (its venue) and symbol; see <see cref="DbnNames"/> for which symbol. Prices count in
/// 10^-9 as they do in the file, whatever the instrument's own step, so that two files of one instrument always agree; sizes
/// are whole. A price beyond what a tick can hold is an error, never rounded.
/// </para>
/// <para>
/// Event time: the record's, where it has one. Recorded at: the vendor's receive time, or the end of the interval; where there
/// is none, the event time. Sequence: 1, 2, 3, .. as read. A trade has no id. A book that may be wrong for a gap makes quotes
/// that are marked stale.
/// </para>
/// </remarks>
public sealed class DbnReader : ForwardReader
{
    private const int FirstReadingStep = 64 * 1024;

    private readonly DbnRecordReader _records;
    private readonly DbnInstruments _instruments;
    private readonly DbnTicks _ticks;

    private DbnReader(DbnRecordReader records, DbnInstruments instruments)
    {
        (_records, _instruments) = (records, instruments);
        _ticks = new DbnTicks(records, instruments, Counts);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Instrument> Instruments => _instruments.All;

    /// <inheritdoc/>
    public override long BytesRead => _records.BytesRead;

    /// <inheritdoc/>
    public override long Length => _records.Length;

    /// <summary>The format's version, 1 to 3; 0 of a fragment, which does not say it.</summary>
    public int Version => _records.Metadata.Version;

    /// <summary>Where the data comes from, as in <c>GLBX.MDP3</c>; empty of a fragment.</summary>
    public string Dataset => _records.Metadata.Dataset;

    /// <summary>What has been read and skipped so far.</summary>
    public DbnCounts Counts { get; } = new();

    /// <summary>Opens a file and reads it through once, for its instruments.</summary>
    /// <param name="path">The file; what it is packed in is told by content, not by name.</param>
    /// <param name="opening">What is known better than the file; null = nothing.</param>
    /// <exception cref="RecordingFormatException">It is not DBN, of a version that is not known, or damaged before its first record.</exception>
    /// <exception cref="IOException">The file cannot be opened, or it is zstd and the system has no libzstd.</exception>
    /// <exception cref="OperationCanceledException">The opening was cancelled.</exception>
    public static DbnReader Open(string path, RecordingOpening? opening = null)
    {
        IReadOnlyList<RecordingContent> contents = RecordingContent.OpenAll(path);
        try
        {
            return contents.Count == 1 && new DbnFileFormat().Recognizes(contents[0])
                ? Open(contents[0], opening ?? new RecordingOpening())
                : throw new RecordingFormatException(path, "this is not Databento DBN");
        }
        catch
        {
            foreach (RecordingContent content in contents)
            {
                content.Dispose();
            }

            throw;
        }
    }

    /// <summary>As <see cref="Open(string, RecordingOpening?)"/>, from a content that was recognized; the reader disposes of it.</summary>
    internal static DbnReader Open(RecordingContent content, RecordingOpening opening)
    {
        if (DbnFileFormat.IsOldFormat(content.Head))
        {
            throw new RecordingFormatException(content.Name, 0, "this is DBZ, the vendor's format before DBN, which is not read; the vendor's tools convert it");
        }

        DbnInstruments instruments = ReadInstruments(content, opening);
        return new DbnReader(new DbnRecordReader(content, instruments.Metadata), instruments);
    }

    /// <inheritdoc/>
    public override void Dispose() => _records.Dispose();

    /// <inheritdoc/>
    protected override bool ReadNext(out RecordedTick tick) => _ticks.Read(out tick);

    private static DbnInstruments ReadInstruments(RecordingContent content, RecordingOpening opening)
    {
        using RecordingContent again = content.OpenAgain();
        using var records = new DbnRecordReader(again);
        var instruments = new DbnInstruments(records.Metadata, opening.Venue);
        var slots = new DbnSlots();
        try
        {
            for (long count = 1; records.TryRead(out ReadOnlySpan<byte> record); count++)
            {
                See(record, instruments, slots);
                if (count % FirstReadingStep == 0)
                {
                    opening.Cancelled.ThrowIfCancellationRequested();
                    opening.Progress?.Invoke((double)records.BytesRead / Math.Max(1, records.Length));
                }
            }
        }
        catch (RecordingFormatException)
        {
            // It comes again in the second reading, after the ticks that stand before it.
        }

        instruments.Number(content.Name);
        return instruments;
    }

    private static void See(ReadOnlySpan<byte> record, DbnInstruments instruments, DbnSlots slots)
    {
        var type = (DbnRecordType)record[DbnLayout.Header.Type];
        uint id = BinaryPrimitives.ReadUInt32LittleEndian(record[DbnLayout.Header.InstrumentId..]);
        if (type is DbnRecordType.Definition or DbnRecordType.SymbolMapping)
        {
            instruments.Learn(type, id, record);
        }

        int timeAt = DbnTicks.IndexTimeOf(type);
        if (timeAt > 0 && record.Length >= timeAt + sizeof(ulong))
        {
            ushort publisher = BinaryPrimitives.ReadUInt16LittleEndian(record[DbnLayout.Header.PublisherId..]);
            instruments.See(ref slots.Get(DbnSlot.KeyOf(publisher, id)), publisher, id, DbnTicks.TimeOf(record, timeAt));
        }
    }
}
