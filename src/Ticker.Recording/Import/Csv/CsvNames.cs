namespace Ticker.Recording.Import.Csv;

/// <summary>What columns may be called, in any case; of several that are there the one named first here counts.</summary>
internal static class CsvNames
{
    /// <summary>When it was received: what a replay is paced by.</summary>
    public static readonly string[] ReceiveTime = ["receive_time", "recorded_at", "received_at", "local_timestamp", "ts_recv"];

    /// <summary>When it happened.</summary>
    public static readonly string[] EventTime = ["event_time", "timestamp", "datetime", "time", "ts", "ts_event"];

    /// <summary>The day, where the time is one of the day.</summary>
    public static readonly string[] Date = ["date"];

    /// <summary>What trades.</summary>
    public static readonly string[] Symbol = ["symbol", "instrument"];

    /// <summary>Where it trades.</summary>
    public static readonly string[] Venue = ["venue", "exchange"];

    /// <summary>Quote, trade or status.</summary>
    public static readonly string[] Kind = ["kind", "type"];

    /// <summary>The best bid.</summary>
    public static readonly string[] BidPrice = ["bid_price", "bid", "bid_px", "best_bid_price"];

    /// <summary>The size at the best bid.</summary>
    public static readonly string[] BidSize = ["bid_size", "bid_qty", "bid_quantity", "bid_amount", "bid_sz", "best_bid_qty"];

    /// <summary>The best ask.</summary>
    public static readonly string[] AskPrice = ["ask_price", "ask", "ask_px", "best_ask_price"];

    /// <summary>The size at the best ask.</summary>
    public static readonly string[] AskSize = ["ask_size", "ask_qty", "ask_quantity", "ask_amount", "ask_sz", "best_ask_qty"];

    /// <summary>A trade's price.</summary>
    public static readonly string[] Price = ["price", "trade_price"];

    /// <summary>A trade's size.</summary>
    public static readonly string[] Size = ["size", "quantity", "qty", "amount", "trade_size"];

    /// <summary>The aggressor.</summary>
    public static readonly string[] Side = ["side", "aggressor"];

    /// <summary>A trade's id.</summary>
    public static readonly string[] TradeId = ["trade_id", "id"];

    /// <summary>The trading state.</summary>
    public static readonly string[] State = ["state"];

    /// <summary>Why the state is what it is.</summary>
    public static readonly string[] Reason = ["reason"];

    /// <summary>Flags, as a number.</summary>
    public static readonly string[] Flags = ["flags"];

    /// <summary>All of them.</summary>
    public static readonly HashSet<string> All = new(
        [.. ReceiveTime, .. EventTime, .. Date, .. Symbol, .. Venue, .. Kind, .. BidPrice, .. BidSize, .. AskPrice, .. AskSize, .. Price, .. Size, .. Side, .. TradeId, .. State, .. Reason, .. Flags],
        StringComparer.OrdinalIgnoreCase);
}
