using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// The instruments of a text, found by the bytes of their names without allocating, with as many decimals as their numbers need.
/// For one thread.
/// </summary>
internal sealed class InstrumentTable
{
    private const int MaxNameBytes = InstrumentName.MaxVenueBytes + 1 + InstrumentName.MaxSymbolBytes;

    private readonly Dictionary<byte[], int> _places = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly List<Instrument> _instruments = [];
    private readonly byte[] _venue;
    private readonly byte[] _symbol;
    private readonly byte[] _name = new byte[MaxNameBytes];
    private readonly bool _oneVenue;
    private byte[] _last = [];
    private int _lastPlace = -1;

    /// <summary>Starts without instruments.</summary>
    /// <param name="rows">What the lines are of that do not say it.</param>
    /// <param name="opening">What the user wants otherwise.</param>
    public InstrumentTable(TickRows rows, RecordingOpening opening)
    {
        _byName = _places.GetAlternateLookup<ReadOnlySpan<byte>>();
        _oneVenue = opening.Venue is not null;
        _venue = Encoding.UTF8.GetBytes(opening.Venue ?? rows.Venue);
        _symbol = Encoding.UTF8.GetBytes(opening.Symbol ?? rows.Symbol);
    }

    /// <summary>The instruments, numbered 1, 2, 3, .. in the order in which they were added.</summary>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>An instrument's place in <see cref="Instruments"/>; -1 where it is not there.</summary>
    public int Find(in TickRow row)
    {
        ReadOnlySpan<byte> name = NameOf(in row);
        if (_lastPlace >= 0 && name.SequenceEqual(_last))
        {
            return _lastPlace;
        }

        if (name.IsEmpty || !_byName.TryGetValue(name, out byte[]? known, out int place))
        {
            return -1;
        }

        (_last, _lastPlace) = (known, place);
        return place;
    }

    /// <summary>An instrument's place, which it is given where it has none.</summary>
    /// <returns>-1 where it may not be.</returns>
    public int FindOrAdd(in TickRow row, AssetClass assetClass)
    {
        int place = Find(in row);
        if (place >= 0 || WrongWith(in row) is not null)
        {
            return place;
        }

        ReadOnlySpan<byte> name = NameOf(in row);
        int colon = name.IndexOf((byte)':');
        place = _instruments.Count;
        _instruments.Add(new Instrument
        {
            Number = (uint)place + 1,
            Name = new InstrumentName(Encoding.UTF8.GetString(name[..colon]), Encoding.UTF8.GetString(name[(colon + 1)..])),
            PriceScale = 0,
            SizeScale = 0,
            AssetClass = assetClass,
        });
        _places.Add(name.ToArray(), place);
        return place;
    }

    /// <summary>What is wrong with the instrument of a row that <see cref="Find"/> does not know; null when nothing is.</summary>
    public string? WrongWith(in TickRow row)
    {
        ReadOnlySpan<byte> venue = VenueOf(in row);
        ReadOnlySpan<byte> symbol = SymbolOf(in row);
        string? wrong = new InstrumentName(Encoding.UTF8.GetString(venue), Encoding.UTF8.GetString(symbol)).Check();
        return wrong ?? (_instruments.Count >= InstrumentRegistry.DefaultCapacity ? $"there are more than {InstrumentRegistry.DefaultCapacity} instruments" : null);
    }

    /// <summary>Makes an instrument's scales at least these.</summary>
    public void Widen(int place, int priceDecimals, int sizeDecimals)
    {
        Instrument instrument = _instruments[place];
        if (priceDecimals > instrument.PriceScale || sizeDecimals > instrument.SizeScale)
        {
            _instruments[place] = instrument with
            {
                PriceScale = (byte)Math.Max(priceDecimals, instrument.PriceScale),
                SizeScale = (byte)Math.Max(sizeDecimals, instrument.SizeScale),
            };
        }
    }

    private ReadOnlySpan<byte> VenueOf(in TickRow row) => _oneVenue || row.Venue.IsEmpty ? _venue : row.Venue;

    private ReadOnlySpan<byte> SymbolOf(in TickRow row) => row.Symbol.IsEmpty ? _symbol : row.Symbol;

    // Empty where it is too long to be a name. The first colon divides, for a venue holds none.
    private ReadOnlySpan<byte> NameOf(in TickRow row)
    {
        ReadOnlySpan<byte> venue = VenueOf(in row);
        ReadOnlySpan<byte> symbol = SymbolOf(in row);
        int length = venue.Length + 1 + symbol.Length;
        if (length > MaxNameBytes || venue.Contains((byte)':'))
        {
            return default;
        }

        venue.CopyTo(_name);
        _name[venue.Length] = (byte)':';
        symbol.CopyTo(_name.AsSpan(venue.Length + 1));
        return _name.AsSpan(0, length);
    }
}
