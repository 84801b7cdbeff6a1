using System.Text.Json.Nodes;
using Ticker.Engine.Access;
using Ticker.Protocol;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Admin;

/// <summary>What <see cref="ConnectionActions"/> take and give. Stateless.</summary>
public static class ActionDescriptions
{
    internal const string Id = "id";
    internal const string Reason = "reason";
    internal const string Code = "code";
    internal const string MinInterval = "min_interval_ms";
    internal const string Kept = "kept";
    internal const string Refused = "refused";

    // By these a client knows whether to come back: at once, later, not at all.
    internal static readonly int[] Codes = [1001, 1013, 4403];

    private static readonly DescribedAnswer[] Refusals =
    [
        DescribedAnswer.Problem(400, "The body is wrong."),
        DescribedAnswer.Problem(404, "There is no such connection."),
    ];

    /// <summary><c>POST /admin/connections/{id}/close</c>.</summary>
    public static DescribedEndpoint Close { get; } = Action("close", "closeConnection", "Closes a connection: its subscriptions are settled, and it is told why.") with
    {
        Body = CloseBody,
        Answers = [new(200, "It is being closed.", ("application/json", () => Schema.Object(new SchemaKey(Id, Schema.Integer(1)), new(Code, Schema.Integer(1000, 4999)), new(Reason, Schema.Text())))), .. Refusals],
    };

    /// <summary><c>POST /admin/connections/{id}/slow</c>.</summary>
    public static DescribedEndpoint Slow { get; } = Action("slow", "slowConnection", "Holds a connection to a least interval between two quotes of an instrument; it is told.") with
    {
        Body = SlowBody,
        Answers =
        [
            new(200, "It is held to it.", ("application/json", () => Schema.Object(
                new SchemaKey(Id, Schema.Integer(1)),
                new(MinInterval, Schema.Integer(0)),
                new(Kept, Schema.List(Schema.Integer(1)).Described("Its subscriptions in mode all, which are promised every tick and stay as they are."))))),
            .. Refusals,
            DescribedAnswer.Problem(409, "It is a replay."),
            DescribedAnswer.Problem(503, "Its lane did not answer in time, or there is no memory to hold those of its subscriptions that are refused, which go on as they were: ask again.", () => new SchemaKey(Refused, Schema.List(Schema.Integer(1)), false)),
        ],
    };

    private static DescribedEndpoint Action(string word, string name, string summary) => new($"/admin/connections/{{{Id}}}/{word}", name, summary)
    {
        Method = "post",
        Needs = Right.Administer,
        Parameters = [new(Id, "The connection's id, as /admin/connections has it.", () => Schema.Integer(1)) { IsInPath = true }],
        Answers = [],
    };

    private static JsonObject CloseBody() => Schema.Object(
        new SchemaKey(Reason, Schema.Text("^[a-z0-9_]{1,64}$").Described("One word that it is told. Default: operator."), false),
        new(Code, Schema.Integer(1000, 4999).Described("1001 (default): it may come back at once; 1013: later; 4403: not at all."), false));

    private static JsonObject SlowBody() => Schema.Object(
        new SchemaKey(MinInterval, Schema.Integer(0, MessageLimits.MaxIntervalMs).Described("In milliseconds; 0 lifts it.")));
}
