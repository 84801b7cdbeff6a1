using System.Text.Json.Nodes;
using Ticker.Engine.Access;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Admin;

/// <summary>What <see cref="FeedsEndpoint"/> takes and gives. Stateless.</summary>
public static class FeedsDescription
{
    internal const string Rows = "feeds";

    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/admin/feeds", "feeds", "Every feed, who publishes it, and how it fares.")
    {
        Needs = Right.Administer,
        Parameters = AdminPage.Parameters,
        Answers = [new(200, "The feeds, in the order in which they became known.", ("application/json", Answer)), DescribedAnswer.Problem(400, "A parameter is wrong.")],
    };

    private static JsonObject Answer() => AdminList.Schema(Rows, Feed());

    private static JsonObject Feed() => Schema.Object(
        new SchemaKey("number", Schema.Integer(1)),
        new("feed", Schema.Text()),
        new("state", Schema.Word(FeedsEndpoint.States)),
        new("published", Schema.Boolean().Described("Whether a stream of it is open now.")),
        new("identity", Schema.Text().Described("Who publishes it, or did last."), false),
        new("peer", Schema.Text().Described("From where; empty = from within the server."), false),
        new("software", Schema.Text(), false),
        new("run_id", Schema.Digits()),
        new("since", Schema.Text().Described("When its present or last stream began."), false),
        new("last_tick", Schema.Text(), false),
        new("ticks", Schema.Integer(0)),
        new("rejected", Schema.Integer(0)),
        new("duplicates", Schema.Integer(0)),
        new("gaps", Schema.Integer(0)),
        new("missed", Schema.Integer(0).Described("Feed sequences skipped.")),
        new("crossed", Schema.Integer(0)),
        new("acked_seq", Schema.Digits().Described("The highest feed sequence of the run that went on.")),
        new("durable_seq", Schema.Digits().Described("Up to here everything of the run is on disk; left out without a journal."), false),
        new("clock_skew_ms", Schema.Number().Described("How much later than its event time a tick came, the least of the last seconds; below zero the publisher's clock is ahead."), false));
}
