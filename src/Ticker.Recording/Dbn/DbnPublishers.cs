namespace Ticker.Recording.Dbn;

/// <summary>Which venue a publisher id stands for. A publisher is one venue in one data set.</summary>
internal static class DbnPublishers
{
    // By id, from 1.
    private static readonly string[] Venues =
    [
        // 1-30
        "GLBX", "XNAS", "XBOS", "XPSX", "BATS", "BATY", "EDGA", "EDGX", "XNYS", "XCIS",
        "XASE", "XCHI", "XCIS", "XCIS", "MEMX", "EPRL", "FINN", "FINC", "FINY", "AMXO",
        "XBOX", "XCBO", "EMLD", "EDGO", "GMNI", "XISX", "MCRY", "XMIO", "ARCO", "OPRA",
        // 31-60
        "MPRL", "XNDQ", "XBXO", "C2OX", "XPHL", "BATO", "MXOP", "IEXG", "XCHI", "XCIS",
        "IEXG", "EPRL", "ARCX", "XNYS", "XNYS", "XNAS", "XNAS", "XCHI", "XCIS", "IEXG",
        "EPRL", "XNAS", "XNYS", "FINN", "FINY", "FINC", "IFEU", "NDEX", "DBEQ", "EQUS",
        // 61-90
        "SPHR", "XCHI", "XCIS", "IEXG", "EPRL", "XNAS", "XNYS", "FINN", "FINY", "FINC",
        "BATS", "BATY", "EDGA", "EDGX", "XBOS", "XPSX", "MEMX", "XASE", "ARCX", "LTSE",
        "XNAS", "FINN", "FINC", "XOFF", "XOFF", "XBOS", "XPSX", "XBOS", "XPSX", "EQUS",
        // 91-104
        "XCIS", "XNYS", "EQUS", "EQUS", "EQUS", "EQUS", "IFUS", "XOFF", "IFLL", "XOFF",
        "XEUR", "XEEE", "XOFF", "XOFF",
    ];

    /// <summary>The venue of a publisher: its MIC or the vendor's short name; null where the id is not known.</summary>
    public static string? VenueOf(ushort publisherId) => publisherId is 0 || publisherId > Venues.Length ? null : Venues[publisherId - 1];

    /// <summary>The first publisher of a venue, 0 where none is known: for writing.</summary>
    public static ushort FirstOf(string venue) => (ushort)(Array.IndexOf(Venues, venue) + 1);
}
