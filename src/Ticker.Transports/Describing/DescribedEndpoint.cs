using System.Text.Json.Nodes;
using Ticker.Engine.Access;

namespace Ticker.Transports.Describing;

/// <summary>
/// An endpoint as the document tells it. It stands beside the endpoint's code, which takes the names of its parameters
/// from it. Immutable.
/// </summary>
/// <param name="Path">Its path.</param>
/// <param name="Name">One word for programs, among all endpoints.</param>
/// <param name="Summary">What it gives, for a person to read.</param>
public sealed record DescribedEndpoint(string Path, string Name, string Summary)
{
    /// <summary>The method that it is asked with, in lower case.</summary>
    public string Method { get; init; } = "get";

    /// <summary>The right that whoever asks must have; null = none. What can be told after the handshake is asked for then.</summary>
    public Right? Needs { get; init; } = Right.Read;

    /// <summary>Whether it gives ticks as often as it is asked, which is not for those who may have them only so often.</summary>
    public bool AtAnyRate { get; init; }

    /// <summary>Whether a request of it is one of the connections that a key may have at a time.</summary>
    public bool IsConnection { get; init; } = true;

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<DescribedParameter> Parameters { get; init; } = [];

    /// <summary>Makes the schema of the JSON that it takes as its body; null = it takes none.</summary>
    public Func<JsonObject>? Body { get; init; }

    /// <summary>Its answers.</summary>
    public required IReadOnlyList<DescribedAnswer> Answers { get; init; }

    /// <summary>The names that may stand in the URL.</summary>
    public string[] QueryNames => [.. Parameters.Where(parameter => parameter is { IsHeader: false, IsInPath: false }).Select(parameter => parameter.Name)];
}
