using System.Text.Json.Nodes;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Server.Health;

/// <summary>What an orchestrator or a load balancer asks: <c>/healthz/live</c>, <c>/healthz/startup</c> and <c>/healthz/ready</c>. Thread-safe.</summary>
/// <param name="readiness">Knows.</param>
internal sealed class HealthEndpoints(Readiness readiness)
{
    private const string Json = "application/json";

    /// <summary>Whether the process lives.</summary>
    public static DescribedEndpoint Live { get; } = new("/healthz/live", "live", "Whether the process lives: if it answers at all, it does. One whose pipeline fails ends by itself.")
    {
        Needs = null,
        Answers = [new(200, "It lives.", (Json, Schema))],
    };

    /// <summary>Whether it has started.</summary>
    public static DescribedEndpoint Startup { get; } = new("/healthz/startup", "startup", "Whether the server has started: its ports open when its journal is read, so whoever gets an answer need not wait.")
    {
        Needs = null,
        Answers = [new(200, "It has started.", (Json, Schema))],
    };

    /// <summary>Whether to send anybody here.</summary>
    public static DescribedEndpoint Ready { get; } = new("/healthz/ready", "ready", "Whether subscribers and publishers should be sent here.")
    {
        Needs = null,
        Answers = [new(200, "They should.", (Json, Schema)), new(503, "They should not, for the reasons that it names.", (Json, Schema))],
    };

    /// <summary>Answers that the process lives, or has started.</summary>
    public static Task OkAsync(HttpContext context) => WriteAsync(context, [], []);

    /// <summary>Answers whether it is ready.</summary>
    public Task ReadyAsync(HttpContext context) => WriteAsync(context, readiness.Reasons(), readiness.Warnings());

    private static async Task WriteAsync(HttpContext context, IReadOnlyList<string> reasons, IReadOnlyList<string> warnings)
    {
        context.Response.StatusCode = reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await Results.Json(new { status = reasons.Count == 0 ? "ok" : "unavailable", reasons, warnings }, statusCode: context.Response.StatusCode).ExecuteAsync(context).ConfigureAwait(false);
    }

    private static JsonObject Schema() => Protocol.Describing.Schema.Object(
        new SchemaKey("status", Protocol.Describing.Schema.Word("ok", "unavailable")),
        new("reasons", Protocol.Describing.Schema.List(Protocol.Describing.Schema.Word("starting", "draining", "pipeline_failed", "lane_stalled")).Described("Why it is not ready.")),
        new("warnings", Protocol.Describing.Schema.List(Protocol.Describing.Schema.Word("journal_stopped")).Described("What is wrong though it serves.")));
}
