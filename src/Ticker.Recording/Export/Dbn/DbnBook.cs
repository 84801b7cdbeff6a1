using Ticker.Recording.Dbn;

namespace Ticker.Recording.Export.Dbn;

/// <summary>An instrument in a DBN file: how it is called there, and its best level, which every record carries. For one thread.</summary>
internal sealed class DbnBook(ushort publisher, uint id, DbnAmounts amounts)
{
    /// <summary>The publisher's number: its venue.</summary>
    public ushort Publisher => publisher;

    /// <summary>The number of its symbol.</summary>
    public uint Id => id;

    /// <summary>Converts its prices and sizes.</summary>
    public DbnAmounts Amounts => amounts;

    /// <summary>The best bid in 10^-9.</summary>
    public long BidPrice { get; set; } = DbnFormat.NoPrice;

    /// <summary>The size at the best bid.</summary>
    public uint BidSize { get; set; }

    /// <summary>The best ask in 10^-9.</summary>
    public long AskPrice { get; set; } = DbnFormat.NoPrice;

    /// <summary>The size at the best ask.</summary>
    public uint AskSize { get; set; }
}
