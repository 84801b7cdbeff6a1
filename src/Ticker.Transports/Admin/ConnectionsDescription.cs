using System.Text.Json.Nodes;
using Ticker.Engine.Access;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Admin;

/// <summary>What <see cref="ConnectionsEndpoint"/> takes and gives. Stateless.</summary>
public static class ConnectionsDescription
{
    internal const string Rows = "connections";

    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/admin/connections", "connections", "Who is connected, and what becomes of their ticks.")
    {
        Needs = Right.Administer,
        Parameters = [.. ConnectionFilter.Parameters, .. AdminPage.Parameters],
        Answers =
        [
            new(200, "The connections, from the oldest on.", ("application/json", Answer)),
            DescribedAnswer.Problem(400, "A parameter is wrong."),
        ],
    };

    private static JsonObject Answer() => AdminList.Schema(Rows, Connection(), TotalsJson.Schema());

    private static JsonObject Connection() => Schema.Object(
        new SchemaKey("id", Schema.Integer(1).Described("Its number since the server started.")),
        new("connection", Schema.Text().Described("Its name in the log.")),
        new("identity", Schema.Text().Described("The name of the key or token; left out while it has yet to say who it is."), false),
        new("subject", Schema.Text().Described("What names the key or person, as key:0a1b2c3d4e5f; empty where nobody has to say."), false),
        new("address", Schema.Text()),
        new("road", Schema.Word(ConnectionWords.Roads)),
        new("encoding", Schema.Word("msgpack", "json")),
        new("client", Schema.Text().Described("What it calls itself: the first 100 characters of its User-Agent.")),
        new("since", Schema.Text()),
        new("state", Schema.Word("open", "closing", "unknown").Described("unknown: it has just gone, or its lane did not answer; what follows is left out then.")),
        new("delay_ms", Schema.Integer(0).Described("How much later than it happened it is told the market; 0 = at once."), false),
        new("slow", Schema.Boolean().Described("It takes nothing now, or its ticks are summed up because too many wait."), false),
        new("blocked", Schema.Boolean().Described("Its socket takes nothing now."), false),
        new("min_interval_ms", Schema.Integer(0).Described("What an operator holds it to; 0 = nothing."), false),
        new("pending", Schema.Integer(0).Described("Ticks that wait."), false),
        new("waiting_bytes", Schema.Integer(0).Described("Put together and not given to its socket yet."), false),
        new("unsent_bytes", Schema.Integer(0).Described("Given to its socket, and not arrived as far as is known."), false),
        new("last_write", Schema.Text(), false),
        new("last_pong", Schema.Text(), false),
        new("subscription_count", Schema.Integer(0), false),
        new("subscriptions", Schema.List(Subscription()).Described("The first 64."), false));

    private static JsonObject Subscription() => Schema.Object(
        new SchemaKey("id", Schema.Integer(1)),
        new("mode", Schema.Word(ConnectionWords.Modes)),
        new("interval_ms", Schema.Integer(1), false),
        new("min_interval_ms", Schema.Integer(0)),
        new("kinds", Schema.List(Schema.Word("quote", "trade", "status"))),
        new("names", Schema.Integer(0).Described("Symbols without a star.")),
        new("pattern_count", Schema.Integer(0)),
        new("patterns", Schema.List(Schema.Text()).Described("The first 16.")),
        new("instruments", Schema.Integer(0).Described("What that comes to now.")),
        new("stage", Schema.Word("resolving", "announcing", "snapshot", "recovering", "live")),
        new("paused", Schema.Boolean()),
        new("in_step", Schema.Boolean().Described("It shares what waits with others that ask for the same.")),
        new("cause", Schema.Word(ConnectionWords.Causes).Described("Why a quote that waits would be overwritten by the next now.")),
        new("position", EndpointSchemas.Position().Described("Where nothing of it was pending: it may resume there. Its epoch is that of what the connection is told: of a replay, the replay's."), false),
        new("statement", Schema.Object().Described("Its accounts, as statement has them.")));
}
