using System.Buffers.Binary;
using System.Globalization;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Reads a file's metadata, piece by piece: nothing is reserved for what is only said to be there. For one thread.</summary>
/// <param name="bytes">A content at its beginning.</param>
internal sealed class DbnMetadataReader(ContentBytes bytes)
{
    /// <summary>More metadata than this is taken for damage: it would name millions of instruments.</summary>
    private const uint MaxBytes = 1 << 30;

    private const string What = "the metadata";

    private readonly List<DbnSymbolInterval> _intervals = [];
    private DbnVersionLayout _layout = DbnVersionLayout.For(DbnFormat.FirstVersion);
    private long _end;
    private int _symbolBytes;

    /// <summary>Reads it and leaves the content at its first record.</summary>
    /// <exception cref="RecordingFormatException">It is not what it should be, or of a version that is not known.</exception>
    public DbnMetadata Read()
    {
        ReadOnlySpan<byte> prelude = bytes.Take(DbnFormat.PreludeBytes, What);
        byte version = prelude[DbnFormat.Magic.Length];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(prelude[4..]);
        if (version is < DbnFormat.FirstVersion or > DbnFormat.LastVersion)
        {
            throw bytes.Wrong($"this is DBN of version {version}; the versions {DbnFormat.FirstVersion} to {DbnFormat.LastVersion} are known");
        }

        if (length is < DbnLayout.Metadata.FixedBytes or > MaxBytes)
        {
            throw bytes.Wrong($"the metadata cannot be {length} bytes long");
        }

        _layout = DbnVersionLayout.For(version);
        _end = DbnFormat.PreludeBytes + (long)length;
        ReadOnlySpan<byte> known = Take(DbnLayout.Metadata.FixedBytes);
        string dataset = DbnText.Read(known[..DbnLayout.Metadata.DatasetBytes]);
        var schema = (DbnSchema)BinaryPrimitives.ReadUInt16LittleEndian(known[DbnLayout.Metadata.Schema..]);
        var typeIn = (DbnSymbolType)known[_layout.SymbolTypeIn];
        var typeOut = (DbnSymbolType)known[_layout.SymbolTypeOut];
        bool hasSendTime = known[_layout.HasSendTime] != 0;
        _symbolBytes = _layout.SymbolLength < 0 ? _layout.SymbolBytes : BinaryPrimitives.ReadUInt16LittleEndian(known[_layout.SymbolLength..]);
        if (_symbolBytes is 0)
        {
            throw bytes.Wrong("the metadata leaves no room for symbols");
        }

        ReadLists(typeIn, typeOut);
        bytes.Skip(_end - bytes.Position, What);
        DbnSymbolType names = typeOut == DbnSymbolType.InstrumentId ? typeIn : typeOut;
        bool rule = names is DbnSymbolType.Smart or DbnSymbolType.Continuous or DbnSymbolType.Parent or DbnSymbolType.InstrumentId or DbnSymbolType.Mixed;
        return new DbnMetadata
        {
            Version = version,
            Bytes = _end,
            Dataset = dataset,
            Schema = schema,
            HasSendTime = hasSendTime,
            Symbols = new DbnSymbolTable(_intervals, !rule, names == DbnSymbolType.Parent),
        };
    }

    private void ReadLists(DbnSymbolType typeIn, DbnSymbolType typeOut)
    {
        if (Count() != 0)
        {
            throw bytes.Wrong("the metadata holds a definition of its schema, which no version has");
        }

        // What was asked for, what was found in part and what was not found: the mappings say all that is needed.
        for (int list = 0; list < 3; list++)
        {
            Skip((long)Count() * _symbolBytes);
        }

        uint mappings = Count();
        for (uint mapping = 0; mapping < mappings; mapping++)
        {
            string asked = DbnText.Read(Take(_symbolBytes));
            uint intervals = Count();
            for (uint interval = 0; interval < intervals; interval++)
            {
                ReadInterval(asked, typeIn, typeOut);
            }
        }
    }

    private void ReadInterval(string asked, DbnSymbolType typeIn, DbnSymbolType typeOut)
    {
        ReadOnlySpan<byte> days = Take(2 * sizeof(uint));
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(days);
        uint end = BinaryPrimitives.ReadUInt32LittleEndian(days[sizeof(uint)..]);
        if (!DbnSymbolTable.IsDay(start) || end < start)
        {
            throw bytes.Wrong($"{start} to {end} are no days for which a symbol can be given");
        }

        // An empty text stands for "no instrument in this time".
        string found = DbnText.Read(Take(_symbolBytes));
        (string id, string symbol) = typeOut == DbnSymbolType.InstrumentId || typeIn != DbnSymbolType.InstrumentId ? (found, asked) : (asked, found);
        if (uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && symbol.Length > 0)
        {
            _intervals.Add(new DbnSymbolInterval(number, start, end, symbol));
        }
    }

    private uint Count() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    private ReadOnlySpan<byte> Take(int length)
    {
        CheckRoom(length);
        return bytes.Take(length, What);
    }

    private void Skip(long length)
    {
        CheckRoom(length);
        bytes.Skip(length, What);
    }

    private void CheckRoom(long length)
    {
        if (length > _end - bytes.Position)
        {
            throw bytes.WrongAt(bytes.Position, $"the metadata says that {length} bytes follow; it ends after {_end - bytes.Position}");
        }
    }
}
