using System.Globalization;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>A tick as a subscriber got it, exact to the last digit.</summary>
/// <param name="Instrument">What it is of; its scales say what the tick's prices and sizes count in.</param>
/// <param name="Tick">
/// The tick. <see cref="Model.Tick.Sequence"/> is the server's, <see cref="Model.Tick.Feed"/> is not told to
/// subscribers, and the receive time is none unless the subscription asked for times.
/// </param>
/// <param name="Collapsed">What else it stands for; the default when it stands for itself alone.</param>
public readonly record struct ReceivedTick(Instrument Instrument, Tick Tick, Collapsed Collapsed)
{
    /// <summary>Whether it is state as it stood, not something that happened just now.</summary>
    public bool IsSnapshot => (Tick.Flags & TickFlags.Snapshot) != 0;

    /// <summary>
    /// Whether it says that its instrument is stale when the subscription comes to it. A live tick that is flagged as
    /// stale says of itself that its feed has lost messages before it.
    /// </summary>
    public bool IsStaleSnapshot => (Tick.Flags & (TickFlags.Snapshot | TickFlags.Stale)) == (TickFlags.Snapshot | TickFlags.Stale);

    /// <summary>A price of this tick's instrument as a <see cref="decimal"/>, exactly; null for "no such side".</summary>
    /// <param name="mantissa">Such as <see cref="Model.Tick.BidPrice"/>.</param>
    public decimal? Price(long mantissa) =>
        mantissa == Tick.NoPrice ? null : DecimalText.ToDecimal(mantissa, Instrument.PriceScale);

    /// <summary>A size of this tick's instrument as a <see cref="decimal"/>, exactly.</summary>
    /// <param name="mantissa">Such as <see cref="Model.Tick.BidSize"/>.</param>
    public decimal Size(long mantissa) => DecimalText.ToDecimal(mantissa, Instrument.SizeScale);

    /// <summary>A line for a person: the instrument, and prices and sizes in decimals.</summary>
    public override string ToString() => Tick.Kind switch
    {
        TickKind.Quote => string.Create(CultureInfo.InvariantCulture, $"{Instrument.FullName} {Side(Tick.BidPrice, Tick.BidSize)} / {Side(Tick.AskPrice, Tick.AskSize)}"),
        TickKind.Trade => string.Create(CultureInfo.InvariantCulture, $"{Instrument.FullName} {Size(Tick.Size)} @ {Price(Tick.Price)}"),
        _ => $"{Instrument.FullName} {Tick.State}",
    };

    private string Side(long price, long size) =>
        Price(price) is { } exact ? string.Create(CultureInfo.InvariantCulture, $"{Size(size)} x {exact}") : "-";
}
