using System.Text.Json;
using System.Text.Json.Nodes;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Snapshots;

/// <summary>What <see cref="InstrumentsEndpoint"/> takes and gives. Stateless.</summary>
public static class InstrumentsDescription
{
    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/instruments", "instruments", "Every instrument of this epoch, or those that are asked for.")
    {
        Parameters = EndpointSchemas.Symbols,
        Answers =
        [
            new(200, "The instruments.", ("application/json", Answer)),
            DescribedAnswer.Problem(400, "A parameter is wrong."),
            DescribedAnswer.Problem(503, "The market cannot be had as late as this key is to see it."),
        ],
    };

    private static JsonObject Answer() => Schema.Object(
        new SchemaKey("epoch", Schema.Integer(0, MessageLimits.MaxEpoch)),
        new("instruments", Schema.List(Schema.Object(
            new SchemaKey("ref", Schema.Integer(1).Described("The server's number of it, within the epoch.")),
            new("symbol", Schema.Text().Described("VENUE:SYMBOL")),
            new("price_scale", Schema.Integer(0, Instrument.MaxPriceScale)),
            new("size_scale", Schema.Integer(0, Instrument.MaxSizeScale)),
            new("asset_class", Schema.Word(Enum.GetNames<AssetClass>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))),
            new("currency", Schema.Text(), false),
            new("tick_size", Decimal(), false),
            new("lot_size", Decimal(), false),
            new("previous_close", Decimal(), false)))));

    private static JsonObject Decimal() => Schema.Text(@"^-?[0-9]+(\.[0-9]+)?$");
}
