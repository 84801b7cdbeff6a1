using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Instrument = Ticker.Model.Instrument;

namespace Ticker.Client.Feeds;

/// <summary>Makes the contract's rare messages: all but ticks.</summary>
internal static class ContractMessages
{
    /// <summary>A message with its prefix, ready to be written.</summary>
    public static byte[] Frame(PublishRequest request)
    {
        int length = request.CalculateSize();
        var frame = new byte[GrpcCall.PrefixLength + length];
        GrpcCall.WritePrefix(frame, length);
        request.WriteTo(frame.AsSpan(GrpcCall.PrefixLength));
        return frame;
    }

    /// <summary>The definition of an instrument under the publisher's own number.</summary>
    public static InstrumentDefinition Define(Instrument instrument)
    {
        var definition = new InstrumentDefinition
        {
            Number = instrument.Number,
            Venue = instrument.Name.Venue,
            Symbol = instrument.Name.Symbol,
            PriceScale = instrument.PriceScale,
            SizeScale = instrument.SizeScale,
            AssetClass = (AssetClass)instrument.AssetClass,
            Currency = instrument.Currency,
            TickSize = instrument.TickSize,
            LotSize = instrument.LotSize,
        };
        if (instrument.PreviousClose is { } close)
        {
            definition.PreviousClose = close;
        }

        return definition;
    }
}
