using System.Globalization;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>
/// The instruments of a file, collected in a first reading, then looked up in the second: one for each publisher and name. The
/// same id may be another instrument on another day, and one instrument may have another id each day. For one thread.
/// </summary>
/// <param name="metadata">What the file says of itself.</param>
/// <param name="venue">The venue of all, or null for the one that each publisher stands for.</param>
internal sealed class DbnInstruments(DbnMetadata metadata, string? venue)
{
    private readonly Dictionary<(ushort Publisher, uint Id, string Name), bool> _seen = [];
    private readonly Dictionary<uint, DbnDefinition> _definitions = [];
    private readonly Dictionary<(ushort Publisher, string Name), uint> _numbers = [];
    private readonly DbnNames _names = new(metadata.Symbols);

    /// <summary>What the file says of itself.</summary>
    public DbnMetadata Metadata => metadata;

    /// <summary>The list; complete once <see cref="Number"/> has been called.</summary>
    public IReadOnlyList<Instrument> All { get; private set; } = [];

    /// <summary>Rises whenever what was looked up may have changed.</summary>
    public int Version => _names.Version;

    /// <summary>Either reading: takes in a definition or a symbol mapping.</summary>
    public void Learn(DbnRecordType type, uint id, ReadOnlySpan<byte> record)
    {
        if (type == DbnRecordType.SymbolMapping)
        {
            if (DbnSymbolMapping.SymbolIn(record) is { } symbol)
            {
                _names.Tell(id, symbol);
            }
        }
        else if (DbnDefinition.Read(record) is { } definition)
        {
            _definitions[id] = definition;
            if (definition.Symbol.Length > 0)
            {
                _names.Tell(id, definition.Symbol);
            }
        }
    }

    /// <summary>First reading: notes that there are ticks of an instrument.</summary>
    public void See(ref DbnSlot slot, ushort publisher, uint id, long time)
    {
        if (Holds(in slot, time))
        {
            return;
        }

        string name = _names.NameOf(id, time, out slot.From, out slot.To, out bool isFinal);
        _seen.TryAdd((publisher, id, name), isFinal);
        slot.NamesVersion = Version;
    }

    /// <summary>Between the readings: makes the list, in the order in which instruments were seen.</summary>
    /// <exception cref="RecordingFormatException">They cannot all have the venue that was asked for.</exception>
    public void Number(string file)
    {
        if (venue is not null && _seen.Keys.Select(seen => seen.Publisher).Distinct().Count() > 1)
        {
            throw new RecordingFormatException(file, $"it holds several publishers, which cannot all be the venue {venue}");
        }

        Dictionary<string, Instrument> byName = new(StringComparer.Ordinal);
        foreach (((ushort publisher, uint id, string name), bool isFinal) in _seen)
        {
            string symbol = !isFinal && _names.TryGetFirst(id, out string? first) ? first : name;
            Instrument instrument = Define(publisher, id, symbol, byName.Count + 1);
            if (instrument.Check() is { } wrong)
            {
                throw new RecordingFormatException(file, wrong);
            }

            byName.TryAdd(instrument.FullName, instrument);
            _numbers[(publisher, symbol)] = byName[instrument.FullName].Number;
        }

        All = [.. byName.Values];
        _names.Rewind();
    }

    /// <summary>Second reading: the number of an instrument.</summary>
    /// <returns>False where the first reading did not see it: the file has changed.</returns>
    public bool TryFind(ref DbnSlot slot, ushort publisher, uint id, long time)
    {
        if (Holds(in slot, time))
        {
            return true;
        }

        string name = _names.NameOf(id, time, out slot.From, out slot.To, out _);
        slot.NamesVersion = Version;
        if (!_numbers.TryGetValue((publisher, name), out uint number))
        {
            return false;
        }

        slot.HasQuote &= slot.Instrument == number;
        slot.Instrument = number;
        return true;
    }

    private bool Holds(in DbnSlot slot, long time) => slot.NamesVersion == Version && time >= slot.From && time < slot.To;

    private Instrument Define(ushort publisher, uint id, string symbol, int number)
    {
        DbnDefinition? definition = _definitions.GetValueOrDefault(id);
        var name = new InstrumentName(venue ?? VenueOf(publisher), symbol);
        return new Instrument
        {
            Number = (uint)number,
            Name = name.Check() is null ? name : name with { Symbol = id.ToString(CultureInfo.InvariantCulture) },
            PriceScale = DbnFormat.PriceScale,
            SizeScale = 0,
            AssetClass = definition?.AssetClass ?? AssetClass.Unspecified,
            Currency = definition?.Currency ?? "",
            TickSize = definition?.TickSize ?? 0,
        };
    }

    // The vendor's data sets are called by their venue, a dot and a product; what has no dot is the venue of a file that somebody
    // else has written, Ticker among them.
    private string VenueOf(ushort publisher)
    {
        string set = metadata.Dataset;
        bool own = set.Length > 0 && !set.Contains('.', StringComparison.Ordinal) && set != DbnFormat.SeveralVenues
            && new InstrumentName(set, "X").Check() is null;
        string first = set.Split('.')[0];
        bool named = first.Length > 0 && first.All(char.IsAsciiLetterOrDigit);
        return DbnPublishers.VenueOf(publisher)
            ?? (own ? set : string.Create(CultureInfo.InvariantCulture, $"{(named ? first : "PUBLISHER")}-{publisher}"));
    }
}
