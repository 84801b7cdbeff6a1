using System.Text.Json.Nodes;
using Ticker.Protocol.Describing;

namespace Ticker.Transports.Describing;

/// <summary>What several endpoints have in common. Each call makes a new schema. Stateless.</summary>
internal static class EndpointSchemas
{
    /// <summary>The parameters that choose instruments.</summary>
    public static IReadOnlyList<DescribedParameter> Symbols { get; } =
    [
        new("symbol", "One symbol, VENUE:SYMBOL, or a pattern in which * stands for any run of characters; it may hold commas.", () => Schema.Text()) { IsRepeated = true },
        new("symbols", "Several, divided by commas.", () => Schema.Text()) { IsRepeated = true },
    ];

    /// <summary>The parameter that chooses kinds of ticks.</summary>
    public static DescribedParameter Kinds { get; } =
        new("kinds", "quote, trade, status, divided by commas. Default: all.", () => Schema.Text("^(quote|trade|status)?(,(quote|trade|status)?)*$")) { IsRepeated = true };

    /// <summary>What is wrong, by RFC 9457.</summary>
    /// <param name="more">What else it tells.</param>
    public static JsonObject Problem(params SchemaKey[] more) => Schema.Object(
    [
        new("type", Schema.Text(), false),
        new("title", Schema.Text()),
        new("status", Schema.Integer(400, 599)),
        new("detail", Schema.Text(), false),
        new("errors", Schema.List(Schema.Object(new SchemaKey("parameter", Schema.Text()), new("detail", Schema.Text()))).Described("Everything that is wrong with the parameters."), false),
        new("unknown", Schema.List(Schema.Text()).Described("The symbols that are not known."), false),
        new("code", Schema.Text().Described("Of what a subscription is refused for: the word that a socket would be told."), false),
        new("traceId", Schema.Text(), false),
        .. more,
    ]);

    /// <summary>A position: epoch and sequence.</summary>
    public static JsonObject Position() => Schema.Text("^[0-9]+:[0-9]+$");
}
