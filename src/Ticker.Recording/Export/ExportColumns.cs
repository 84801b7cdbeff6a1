namespace Ticker.Recording.Export;

/// <summary>What the columns of an export are called, in their order: the same in Parquet, CSV and JSON lines.</summary>
public static class ExportColumns
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "event_time", "event_time_ns", "receive_time", "receive_time_ns", "epoch", "sequence",
        "kind", "venue", "symbol", "currency",
        "bid_price", "bid_size", "ask_price", "ask_size", "price", "size",
        "side", "trade_id", "state", "reason", "flags", "price_scale", "size_scale",
    ];
}
