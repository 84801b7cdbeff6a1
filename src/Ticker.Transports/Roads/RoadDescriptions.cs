using System.Text.Json.Nodes;
using Ticker.Protocol;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Roads;

/// <summary>What the roads of plain HTTP take and give. Stateless.</summary>
public static class RoadDescriptions
{
    private static readonly DescribedParameter[] Choice = [.. EndpointSchemas.Symbols, EndpointSchemas.Kinds];

    private static readonly DescribedParameter Times = Flag("times", "Whether every tick tells when the server received it.");

    private static readonly DescribedParameter[] Subscription =
    [
        .. Choice,
        new("mode", "How quotes come. Default: latest.", () => Schema.Word("latest", "interval", "all")),
        new("interval_ms", "The least time between two quotes of an instrument, for mode interval.", () => Schema.Integer(1, MessageLimits.MaxIntervalMs)),
        Flag("conflate_trades", "Whether trades are summed up too."),
        Flag("summary", "Whether a collapsed quote tells the extremes."),
        Times,
        new("on_slow", "What happens when more waits than the budget allows.", () => Schema.Word("conflate", "evict")),
        new(RoadQuery.Start, "snapshot (the default), now, a position epoch:seq of which the answer is what came after it, or a time.", () => Schema.Text()),
    ];

    private static readonly DescribedParameter Statements = new(
        RoadQuery.Statements, "How often the accounts are told, as a statement. Without it, only when the server ends the stream.", () => Schema.Integer(RoadQuery.LeastStatementMs, MessageLimits.MaxIntervalMs));

    private static readonly DescribedAnswer[] Refusals =
    [
        DescribedAnswer.Problem(400, "A parameter is wrong, or a position has not been reached."),
        DescribedAnswer.Problem(403, "Pages of this origin may not read it."),
        DescribedAnswer.Problem(429, "This address has as many requests as it may have at a time."),
        DescribedAnswer.Problem(503, "The server serves as many as it takes, or has no memory for one more."),
    ];

    /// <summary>Server-sent events.</summary>
    public static DescribedEndpoint Events { get; } = new("/v1/events", "events", "Server-sent events without end: each is a message of the socket in JSON, its name the message's, its id the position to resume from.")
    {
        Parameters = [.. Subscription, Statements, new(RoadQuery.LastEventId, "The id of the last event received: what came after it follows.", () => Schema.Text()) { IsHeader = true }],
        Answers = [new(200, "Events, heartbeats among them as comments.", ("text/event-stream", () => Schema.Text())), .. Refusals],
    };

    /// <summary>One message a line.</summary>
    public static DescribedEndpoint Ticks { get; } = new("/v1/ticks", "ticks", "The messages of the socket in JSON, one a line, without end.")
    {
        Parameters = [.. Subscription, Statements],
        Answers = [new(200, "Lines, heartbeats among them.", ("application/x-ndjson", Message)), .. Refusals],
    };

    /// <summary>Long polling.</summary>
    public static DescribedEndpoint Poll { get; } = new("/v1/poll", "poll", "What came after a position, as soon as something has: long polling.")
    {
        AtAnyRate = true,
        Parameters = [.. Subscription, new(RoadQuery.Wait, "The longest that the answer may be waited for. Default: 25,000.", () => Schema.Integer(0))],
        Answers =
        [
            new(200, "What came, or nothing when the time was up, and the accounts of this call as the last message.", ("application/json", () => Schema.Object(
                new SchemaKey("messages", Schema.List(Message())), new("cursor", EndpointSchemas.Position().Described("For from of the next call."), false)))),
            .. Refusals,
        ],
    };

    /// <summary>The state now.</summary>
    public static DescribedEndpoint Snapshot { get; } = new("/v1/snapshot", "snapshot", "The newest of each instrument and kind, as of one position.")
    {
        AtAnyRate = true,
        Parameters = [.. Choice, Times, new("If-None-Match", "The ETag of an answer that the client has.", () => Schema.Text()) { IsHeader = true }],
        Answers =
        [
            new(200, "The state.", ("application/json", () => Schema.Object(
                new SchemaKey("ticks", Schema.List(Schema.OneOf(TickDescriptions.All()))), new("unknown", Schema.List(Schema.Text()).Described("Names that nobody has defined."))))),
            new(304, "No value has changed since that ETag."),
            .. Refusals,
        ],
    };

    /// <summary>The endpoint of a road.</summary>
    internal static DescribedEndpoint Of(Road road) => road switch
    {
        Road.Events => Events,
        Road.Ticks => Ticks,
        Road.Poll => Poll,
        _ => Snapshot,
    };

    private static JsonObject Message() => Schema.Reference(OpenApiDocument.MessagePointer);

    private static DescribedParameter Flag(string name, string description) => new(name, description, () => Schema.Word("true", "false"));
}
