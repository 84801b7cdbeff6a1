namespace Ticker.Recording.Import.Dbn;

/// <summary>What is remembered of an instrument of one publisher: what it is called now, and its best level.</summary>
internal struct DbnSlot
{
    /// <summary>Publisher id and instrument id.</summary>
    public ulong Key;

    /// <summary>Its number in the recording's list; 0 = not looked up yet.</summary>
    public uint Instrument;

    /// <summary>The state of the names in which it was looked up.</summary>
    public int NamesVersion;

    /// <summary>Since when the number holds, ns since the UNIX epoch.</summary>
    public long From;

    /// <summary>Until when, ns, exclusive.</summary>
    public long To;

    /// <summary>Whether the best level below is one.</summary>
    public bool HasQuote;

    /// <summary>The best bid in 10^-9.</summary>
    public long BidPrice;

    /// <summary>The best ask in 10^-9.</summary>
    public long AskPrice;

    /// <summary>The size at the best bid.</summary>
    public uint BidSize;

    /// <summary>The size at the best ask.</summary>
    public uint AskSize;

    /// <summary>Makes the key.</summary>
    public static ulong KeyOf(ushort publisher, uint id) => ((ulong)publisher << 32) | id;
}
