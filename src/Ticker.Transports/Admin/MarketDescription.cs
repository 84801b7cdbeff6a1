using System.Text.Json.Nodes;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Admin;

/// <summary>What <see cref="MarketEndpoint"/> takes and gives. Stateless.</summary>
public static class MarketDescription
{
    internal const string Rows = "instruments";

    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/admin/instruments", "market", "Every instrument, or those that are asked for: what was last heard of it, by which feed it goes, who gets it.")
    {
        Needs = Right.Administer,
        Parameters = [.. EndpointSchemas.Symbols, .. AdminPage.Parameters],
        Answers = [new(200, "The instruments, in the order in which they became known.", ("application/json", Answer)), DescribedAnswer.Problem(400, "A parameter is wrong.")],
    };

    private static JsonObject Answer() => AdminList.Schema(Rows, One());

    private static JsonObject One() => Schema.Object(
        new SchemaKey("ref", Schema.Integer(1)),
        new("symbol", Schema.Text()),
        new("price_scale", Schema.Integer(0, Instrument.MaxPriceScale)),
        new("size_scale", Schema.Integer(0, Instrument.MaxSizeScale)),
        new("feed", Schema.Text().Described("By which it goes: what that suffers makes it stale. Left out before it has one."), false),
        new("stale", Schema.Boolean()),
        new("quotes", Schema.Integer(0).Described("So far.")),
        new("trades", Schema.Integer(0).Described("So far.")),
        new("subscriptions", Schema.Integer(0).Described("How many get it.")),
        new("late_subscriptions", Schema.Integer(0).Described("Of these, how many get it late.")),
        new("quote", Tick(new("bid", Decimal(), false), new("bid_size", Decimal(), false), new("ask", Decimal(), false), new("ask_size", Decimal(), false)), false),
        new("trade", Tick(new SchemaKey("price", Decimal()), new("size", Decimal())), false),
        new("status", Tick(new SchemaKey("state", Schema.Text()), new("reason", Schema.Text())), false));

    private static JsonObject Tick(params SchemaKey[] keys) => Schema.Object(
        [new("seq", Schema.Digits()), new("event_time", Schema.Text(), false), new("receive_time", Schema.Text(), false), .. keys]);

    private static JsonObject Decimal() => Schema.Text(@"^-?[0-9]+(\.[0-9]+)?$");
}
