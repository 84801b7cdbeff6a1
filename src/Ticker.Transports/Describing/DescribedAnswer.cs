using System.Text.Json.Nodes;
using Ticker.Protocol.Describing;

namespace Ticker.Transports.Describing;

/// <summary>An answer of an endpoint.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Description">What it means, for a person to read.</param>
/// <param name="Bodies">By media type, what makes the body's schema; none = no body.</param>
public sealed record DescribedAnswer(int Status, string Description, params IReadOnlyList<(string MediaType, Func<JsonObject> Schema)> Bodies)
{
    private const string ProblemType = "application/problem+json";

    /// <summary>An answer that says what is wrong.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="description">What it means, for a person to read.</param>
    /// <param name="more">Makes what it tells besides what every such answer does; null = nothing.</param>
    public static DescribedAnswer Problem(int status, string description, Func<SchemaKey>? more = null) =>
        new(status, description, (ProblemType, () => more is null ? EndpointSchemas.Problem() : EndpointSchemas.Problem(more())));
}
