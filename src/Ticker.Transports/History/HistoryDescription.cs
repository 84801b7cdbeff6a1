using System.Text;
using System.Text.Json.Nodes;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Protocol.Describing;
using Ticker.Recording.History;
using Ticker.Transports.Describing;

namespace Ticker.Transports.History;

/// <summary>What <see cref="HistoryEndpoint"/> takes and gives. Stateless.</summary>
public static class HistoryDescription
{
    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/history", "history", "What was streamed, from the server's journal, up to the newest position at the time of the request.")
    {
        AtAnyRate = true,
        Parameters =
        [
            .. EndpointSchemas.Symbols,
            new(HistoryQuery.From, "A position epoch:seq: what comes after it. An instant: from the first record received then or later. Default: the oldest that is kept.", () => Schema.Text()),
            new("to", "A position: up to and with it. An instant: to the last before it. Default: the newest.", () => Schema.Text()),
            EndpointSchemas.Kinds,
            new("limit", "The most ticks in one answer. Default: none.", () => Schema.Integer(1)),
            new("format", "The form; without it, by Accept.", () => Schema.Word(HistoryFormats.Words)),
            new("If-None-Match", "The ETag of an answer that the client has.", () => Schema.Text()) { IsHeader = true },
        ],
        Answers =
        [
            new(
                200,
                "Ticks and gaps. NDJSON: each line is by this schema, and the last is the end.",
                ("application/x-ndjson", () => Schema.OneOf([.. Ticks(), Gap(hasKind: true), End(hasKind: true)])),
                ("application/json", Whole),
                ("text/csv", () => Schema.Text())),
            new(304, "Nothing came since that ETag."),
            DescribedAnswer.Problem(400, "A parameter is wrong, or a position has not been reached."),
            DescribedAnswer.Problem(404, "The journal does not know a symbol, or there is no journal."),
            DescribedAnswer.Problem(406, "None of the forms would be taken."),
            DescribedAnswer.Problem(503, "As many are reading as the server lets read, or the market cannot be had as late as this key is to see it."),
        ],
    };

    private static JsonObject Whole() => Schema.Object(
    [
        new("ticks", Schema.List(Schema.OneOf(Ticks()))), new("gaps", Schema.List(Gap(hasKind: false))), .. Ending(),
    ]);

    private static IEnumerable<JsonObject> Ticks() =>
    [
        Tick("quote", new("bid_price", Schema.Number(), false), new("bid_size", Schema.Number(), false), new("ask_price", Schema.Number(), false), new("ask_size", Schema.Number(), false)),
        Tick("trade", new("price", Schema.Number()), new("size", Schema.Number()), new("side", Schema.Word("buy", "sell"), false), new("trade_id", Schema.Integer(1), false)),
        Tick("status", new("state", Schema.Word(Enum.GetValues<TradingState>().Select(state => Encoding.UTF8.GetString(TickWords.State(state)))), false), new("reason", Schema.Text(), false)),
    ];

    private static JsonObject Tick(string kind, params SchemaKey[] own) => Schema.Object(
    [
        new("event_time", Schema.Text(), false), new("event_time_ns", Schema.Integer(), false), new("receive_time", Schema.Text(), false), new("receive_time_ns", Schema.Integer(), false),
        new("epoch", Schema.Integer(0, MessageLimits.MaxEpoch), false), new("sequence", Schema.Integer(1)), new("kind", Schema.Exactly(kind)), new("venue", Schema.Text()),
        new("symbol", Schema.Text()), new("currency", Schema.Text(), false), .. own, new("flags", Schema.Integer(0, 255)),
        new("price_scale", Schema.Integer(0, Instrument.MaxPriceScale)), new("size_scale", Schema.Integer(0, Instrument.MaxSizeScale)),
    ]);

    private static JsonObject Gap(bool hasKind) => Schema.Object(
    [
        .. Kind("gap", hasKind), new("cause", Schema.Word(Enum.GetValues<HistoryGapCause>().Select(cause => Encoding.UTF8.GetString(new HistoryGap(cause, default, null).Word)))),
        new("after", EndpointSchemas.Position().Described("The last position before it.")), new("next", EndpointSchemas.Position().Described("The first after it."), false),
    ]);

    private static JsonObject End(bool hasKind) => Schema.Object([.. Kind("end", hasKind), .. Ending()]);

    private static IEnumerable<SchemaKey> Kind(string kind, bool hasKind) => hasKind ? [new("kind", Schema.Exactly(kind))] : [];

    private static IEnumerable<SchemaKey> Ending() =>
    [
        new("count", Schema.Integer(0).Described("Ticks in this answer.")), new("position", EndpointSchemas.Position().Described("How far it goes.")),
        new("next", Schema.Text().Described("The path of the rest, when limit cut it."), false),
    ];
}
