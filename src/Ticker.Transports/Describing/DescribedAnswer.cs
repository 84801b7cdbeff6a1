using System.Text.Json.Nodes;

namespace Ticker.Transports.Describing;

/// <summary>An answer of an endpoint.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Description">What it means, for a person to read.</param>
/// <param name="Bodies">By media type, what makes the body's schema; none = no body.</param>
public sealed record DescribedAnswer(int Status, string Description, params IReadOnlyList<(string MediaType, Func<JsonObject> Schema)> Bodies)
{
    private const string ProblemType = "application/problem+json";

    /// <summary>An answer that says what is wrong.</summary>
    public static DescribedAnswer Problem(int status, string description) => new(status, description, (ProblemType, EndpointSchemas.Problem));
}
