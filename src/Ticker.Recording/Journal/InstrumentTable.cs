using System.Buffers.Binary;
using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Definitions of instruments as bytes, first in the order of their numbers, then those that were described anew: what
/// every segment begins with. For one thread.
/// </summary>
internal sealed class InstrumentTable
{
    private const int FixedLength = 40;
    private const byte HasPreviousClose = 1;

    // Where the newest entry of each number begins.
    private readonly List<int> _newest = [];

    private byte[] _entries = new byte[4096];
    private int _length;
    private bool _hasReplaced;

    /// <summary>How many instruments it defines: numbers 1 to this.</summary>
    public uint Count => (uint)_newest.Count;

    /// <summary>Where the next entry will begin.</summary>
    public int Length => _length;

    /// <summary>Adds the definition of the next number.</summary>
    public void Add(Instrument instrument)
    {
        _newest.Add(_length);
        Append(instrument, Count);
    }

    /// <summary>Adds another entry for a number that has one, if it says something else than that; the newest counts.</summary>
    public void Describe(uint number, Instrument instrument)
    {
        (int before, int after) = (_newest[(int)number - 1], _length);
        Append(instrument, number);
        if (EntryAt(before).SequenceEqual(EntryAt(after)))
        {
            _length = after;
        }
        else
        {
            _newest[(int)number - 1] = after;
            _hasReplaced = true;
        }
    }

    /// <summary>Forgets entries that newer ones have taken the place of.</summary>
    public void DropReplaced()
    {
        if (!_hasReplaced)
        {
            return;
        }

        byte[] old = _entries;
        (_entries, _length, _hasReplaced) = (new byte[old.Length], 0, false);
        for (int i = 0; i < _newest.Count; i++)
        {
            ReadOnlySpan<byte> entry = old.AsSpan(_newest[i], LengthOf(old, _newest[i]));
            entry.CopyTo(_entries.AsSpan(_length));
            _newest[i] = _length;
            _length += entry.Length;
        }
    }

    /// <summary>Appends entries to a block until it is full.</summary>
    /// <param name="from">Where the first begins; where the first that had no room begins, after.</param>
    /// <param name="block">Where they go.</param>
    public void CopyTo(ref int from, BlockBuffer block)
    {
        while (from < _length)
        {
            ReadOnlySpan<byte> entry = EntryAt(from);
            if (!block.TryAppend(entry))
            {
                return;
            }

            from += entry.Length;
        }
    }

    /// <summary>Reads a block's entries.</summary>
    /// <param name="payload">The entries.</param>
    /// <param name="count">How many.</param>
    /// <param name="instruments">Gets them by their numbers; what is read last counts.</param>
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

            instruments[instrument.Number] = instrument;
            payload = payload[length..];
        }

        return true;
    }

    private ReadOnlySpan<byte> EntryAt(int at) => _entries.AsSpan(at, LengthOf(_entries, at));

    private static int LengthOf(byte[] entries, int at) => BinaryPrimitives.ReadUInt16LittleEndian(entries.AsSpan(at));

    private void Append(Instrument instrument, uint number)
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
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], number);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], instrument.TickSize);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], instrument.LotSize);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], instrument.PreviousClose ?? 0);
        text.CopyTo(entry[FixedLength..]);
        _length += length;
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
