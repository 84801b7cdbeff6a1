using System.Globalization;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>The instruments and feeds that the blocks of a recording told of so far. For one thread.</summary>
internal sealed class RecordingTables
{
    private const string LostVenue = "LOST";

    private readonly SortedDictionary<uint, Instrument> _read = [];
    private readonly List<Instrument> _instruments = [];
    private readonly SortedDictionary<ushort, FeedEntry> _entries = [];
    private readonly Dictionary<ushort, string> _names = [];

    /// <summary>Instruments by number, without holes.</summary>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>Feed names by number.</summary>
    public IReadOnlyDictionary<ushort, string> Feeds => _names;

    /// <summary>The feeds.</summary>
    public SortedDictionary<ushort, FeedEntry> Entries => _entries;

    /// <summary>Takes what a block tells, if it is of a kind that tells something.</summary>
    public void Take(BlockScanner scanner)
    {
        switch (scanner.Header.Kind)
        {
            case BlockKind.Instruments:
                _read.Clear();
                InstrumentTable.TryRead(scanner.Payload, scanner.Header.Count, _read);
                foreach (Instrument instrument in _read.Values)
                {
                    Place(instrument);
                }

                break;
            case BlockKind.Feeds:
                FeedList.TryRead(scanner.Payload, scanner.Header.Count, _entries);
                foreach (FeedEntry feed in _entries.Values)
                {
                    _names[feed.Number] = feed.Name;
                }

                break;
        }
    }

    /// <summary>Takes from other tables what is lost in these.</summary>
    public void Complete(RecordingTables other)
    {
        foreach (Instrument instrument in other._instruments)
        {
            if (instrument.Number > _instruments.Count || IsLost(_instruments[(int)instrument.Number - 1]))
            {
                Place(instrument);
            }
        }

        foreach ((ushort number, FeedEntry feed) in other._entries)
        {
            if (_entries.TryAdd(number, feed))
            {
                _names[number] = feed.Name;
            }
        }
    }

    /// <summary>Stands for an instrument of which only the number is known.</summary>
    public static Instrument Lost(uint number) => new()
    {
        Number = number, Name = new InstrumentName(LostVenue, string.Create(CultureInfo.InvariantCulture, $"instrument-{number}")), PriceScale = 0, SizeScale = 0,
    };

    private static bool IsLost(Instrument instrument) => instrument.Name.Venue == LostVenue;

    // One whose definition is damaged gets a name that says so, until a later segment defines it again.
    private void Place(Instrument instrument)
    {
        while (_instruments.Count < instrument.Number)
        {
            _instruments.Add(Lost((uint)_instruments.Count + 1));
        }

        _instruments[(int)instrument.Number - 1] = instrument;
    }
}
