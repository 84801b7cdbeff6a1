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
    /// <summary>Its parameters.</summary>
    public IReadOnlyList<DescribedParameter> Parameters { get; init; } = [];

    /// <summary>Its answers.</summary>
    public required IReadOnlyList<DescribedAnswer> Answers { get; init; }

    /// <summary>The names that may stand in the URL.</summary>
    public string[] QueryNames => [.. Parameters.Where(parameter => !parameter.IsHeader).Select(parameter => parameter.Name)];
}
