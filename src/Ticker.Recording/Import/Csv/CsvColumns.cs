using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Csv;

/// <summary>Where the columns of a CSV file are; -1 = nowhere. Immutable.</summary>
internal sealed class CsvColumns
{
    private readonly Columns _columns;

    /// <summary>Finds them in a header.</summary>
    public CsvColumns(Columns columns)
    {
        _columns = columns;
        (Date, ReceiveTime, EventTime) = (columns.Find(CsvNames.Date), columns.Find(CsvNames.ReceiveTime), columns.Find(CsvNames.EventTime));
        (Symbol, Venue, Kind) = (columns.Find(CsvNames.Symbol), columns.Find(CsvNames.Venue), columns.Find(CsvNames.Kind));
        (BidPrice, BidSize, AskPrice, AskSize) = (columns.Find(CsvNames.BidPrice), columns.Find(CsvNames.BidSize), columns.Find(CsvNames.AskPrice), columns.Find(CsvNames.AskSize));
        (Price, Size, Side, TradeId) = (columns.Find(CsvNames.Price), columns.Find(CsvNames.Size), columns.Find(CsvNames.Side), columns.Find(CsvNames.TradeId));
        (State, Reason, Flags) = (columns.Find(CsvNames.State), columns.Find(CsvNames.Reason), columns.Find(CsvNames.Flags));
    }

    /// <summary>How many the header has, known or not.</summary>
    public int Count => _columns.Count;

    /// <summary>The day.</summary>
    public int Date { get; }

    /// <summary>When it was received.</summary>
    public int ReceiveTime { get; }

    /// <summary>When it happened.</summary>
    public int EventTime { get; }

    /// <summary>What trades.</summary>
    public int Symbol { get; }

    /// <summary>Where it trades.</summary>
    public int Venue { get; }

    /// <summary>Quote, trade or status.</summary>
    public int Kind { get; }

    /// <summary>The best bid.</summary>
    public int BidPrice { get; }

    /// <summary>The size at the best bid.</summary>
    public int BidSize { get; }

    /// <summary>The best ask.</summary>
    public int AskPrice { get; }

    /// <summary>The size at the best ask.</summary>
    public int AskSize { get; }

    /// <summary>A trade's price.</summary>
    public int Price { get; }

    /// <summary>A trade's size.</summary>
    public int Size { get; }

    /// <summary>The aggressor.</summary>
    public int Side { get; }

    /// <summary>A trade's id.</summary>
    public int TradeId { get; }

    /// <summary>The trading state.</summary>
    public int State { get; }

    /// <summary>Why the state is what it is.</summary>
    public int Reason { get; }

    /// <summary>Flags.</summary>
    public int Flags { get; }

    /// <summary>What is missing so that these columns could be read, for a person to read; null when nothing is.</summary>
    public string? Missing()
    {
        string has = $"; the header has {string.Join(", ", _columns.Names.Take(20))}";
        if (ReceiveTime < 0 && EventTime < 0)
        {
            return Date < 0
                ? $"there is no column for the time, called {string.Join(", ", CsvNames.EventTime)} or {string.Join(", ", CsvNames.ReceiveTime)}{has}"
                : $"there is a column for the date but none for the time, called {string.Join(", ", CsvNames.EventTime)}{has}";
        }

        if (BidPrice < 0 && AskPrice < 0 && Price < 0 && State < 0)
        {
            return $"there is no column for a price: {string.Join(", ", CsvNames.Price)} for trades, {string.Join(", ", CsvNames.BidPrice)} and {string.Join(", ", CsvNames.AskPrice)} for quotes{has}";
        }

        return Price >= 0 && Size < 0 && BidPrice < 0 && AskPrice < 0 ? $"trades need a column for the size, called {string.Join(", ", CsvNames.Size)}{has}" : null;
    }

    /// <summary>What the header calls a column.</summary>
    public string NameOf(int column) => column < 0 ? "none" : _columns.Names[column];
}
