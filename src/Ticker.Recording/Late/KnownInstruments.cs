namespace Ticker.Recording.Late;

/// <summary>Which instruments a late market has come to, by number. One thread adds; any may ask.</summary>
internal sealed class KnownInstruments
{
    private bool[] _known = new bool[256];

    /// <summary>The highest number of those known.</summary>
    public uint Highest { get; private set; }

    /// <summary>Whether an instrument is known.</summary>
    public bool Has(uint instrument) => Volatile.Read(ref _known) is var known && instrument < (uint)known.Length && Volatile.Read(ref known[instrument]);

    /// <summary>An instrument has become known.</summary>
    public void Add(uint instrument)
    {
        if (instrument >= (uint)_known.Length)
        {
            bool[] larger = new bool[Math.Max(instrument + 1, (uint)_known.Length * 2)];
            _known.CopyTo(larger, 0);
            Volatile.Write(ref _known, larger);
        }

        Volatile.Write(ref _known[instrument], true);
        Highest = Math.Max(Highest, instrument);
    }
}
