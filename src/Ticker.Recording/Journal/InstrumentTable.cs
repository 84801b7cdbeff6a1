using System.Buffers.Binary;
using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Definitions of instruments as bytes, in the order of their numbers: what every segment begins with. For one thread.
/// </summary>
internal sealed class InstrumentTable
{
    private const int FixedLength = 40;
    private const byte HasPreviousClose = 1;

    private byte[] _entries = new byte[4096];
    private int _length;

    /// <summary>How many instruments it defines: numbers 1 to this.</summary>
    public uint Count { get; private set; }

    /// <summary>Where the entry of the next instrument will begin.</summary>
    public int Length => _length;

    /// <summary>Adds the definition of the next number.</summary>
    public void Add(Instrument instrument)
    {
        Span<byte> text = stackalloc byte[InstrumentName.MaxVenueBytes + InstrumentName.MaxSymbolBytes + 64];
        int venue = Encoding.UTF8.GetBytes(instrument.Name.Venue, text);
        int symbol = Encoding.UTF8.GetBytes(instrument.Name.Symbol, text[venue..]);
        int currency = Encoding.UTF8.GetBytes(instrument.Currency, text[(venue + symbol)..]);
        text = text[..(venue + symbol + currency)];

        int length = FixedLength + text.Length;
        if (_length + length > _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(_entries.Length * 2, _length + length));
        }

        Span<byte> entry = _entries.AsSpan(_length, length);
        BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)length);
        (entry[2], entry[3]) = (instrument.PriceScale, instrument.SizeScale);
        (entry[4], entry[5]) = ((byte)instrument.AssetClass, instrument.PreviousClose is null ? (byte)0 : HasPreviousClose);
        (entry[6], entry[7], entry[8]) = ((byte)venue, (byte)symbol, (byte)currency);
        entry[9..12].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], ++Count);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], instrument.TickSize);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], instrument.LotSize);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], instrument.PreviousClose ?? 0);
        text.CopyTo(entry[FixedLength..]);
        _length += length;
    }

    /// <summary>Appends entries to a block until it is full.</summary>
    /// <param name="from">Where the first begins; where the first that had no room begins, after.</param>
    /// <param name="block">Where they go.</param>
    public void CopyTo(ref int from, BlockBuffer block)
    {
        while (from < _length)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_entries.AsSpan(from));
            if (!block.TryAppend(_entries.AsSpan(from, length)))
            {
                return;
            }

            from += length;
        }
    }

    /// <summary>Reads a block's entries.</summary>
    /// <param name="payload">The entries.</param>
    /// <param name="count">How many.</param>
    /// <param name="instruments">Gets them by their numbers; what it has stays.</param>
    /// <returns>Whether they are what the format demands.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, uint count, SortedDictionary<uint, Instrument> instruments)
    {
        for (uint n = 0; n < count; n++)
        {
            int length = payload.Length < FixedLength ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(payload);
            if (length < FixedLength || length > payload.Length || FixedLength + payload[6] + payload[7] + payload[8] != length)
            {
                return false;
            }

            Instrument instrument = Read(payload[..length]);
            if (instrument.Number == 0 || instrument.Check() is not null)
            {
                return false;
            }

            instruments.TryAdd(instrument.Number, instrument);
            payload = payload[length..];
        }

        return true;
    }

    private static Instrument Read(ReadOnlySpan<byte> entry)
    {
        ReadOnlySpan<byte> text = entry[FixedLength..];
        (int venue, int symbol) = (entry[6], entry[7]);
        return new Instrument
        {
            Number = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]),
            Name = new InstrumentName(Encoding.UTF8.GetString(text[..venue]), Encoding.UTF8.GetString(text.Slice(venue, symbol))),
            PriceScale = entry[2],
            SizeScale = entry[3],
            AssetClass = (AssetClass)entry[4],
            Currency = Encoding.UTF8.GetString(text[(venue + symbol)..]),
            TickSize = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]),
            LotSize = BinaryPrimitives.ReadInt64LittleEndian(entry[24..]),
            PreviousClose = (entry[5] & HasPreviousClose) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(entry[32..]),
        };
    }
}
