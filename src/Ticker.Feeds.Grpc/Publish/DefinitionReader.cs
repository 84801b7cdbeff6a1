using Ticker.Model;
using Wire = Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>Turns a definition of the feed contract into the model's; pure.</summary>
internal static class DefinitionReader
{
    /// <summary>Converts. Scales that do not fit a byte stay too large, for the model's own check to refuse.</summary>
    public static Instrument ToInstrument(Wire.InstrumentDefinition wire) => new()
    {
        Name = new InstrumentName(wire.Venue, wire.Symbol),
        PriceScale = (byte)Math.Min(wire.PriceScale, byte.MaxValue),
        SizeScale = (byte)Math.Min(wire.SizeScale, byte.MaxValue),
        AssetClass = wire.AssetClass is >= 0 and <= Wire.AssetClass.Index ? (AssetClass)wire.AssetClass : AssetClass.Unspecified,
        Currency = wire.Currency,
        TickSize = wire.TickSize,
        LotSize = wire.LotSize,
        PreviousClose = wire.HasPreviousClose ? wire.PreviousClose : null,
    };
}
