using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>How one instrument stands, as a lane knows it, at one moment. A value.</summary>
/// <param name="Quote">Its newest quote; of no kind = there was none.</param>
/// <param name="Trade">Its newest trade; of no kind = there was none.</param>
/// <param name="Status">Its newest status; of no kind = there was none.</param>
/// <param name="Quotes">How many quotes there have been.</param>
/// <param name="Trades">How many trades there have been.</param>
/// <param name="Feed">The number of the feed by which it goes; 0 = none yet.</param>
/// <param name="IsStale">Whether it may no longer be true.</param>
/// <param name="Subscriptions">How many subscriptions of the lane get it.</param>
public readonly record struct InstrumentReport(
    Tick Quote, Tick Trade, Tick Status, long Quotes, long Trades, ushort Feed, bool IsStale, int Subscriptions);
