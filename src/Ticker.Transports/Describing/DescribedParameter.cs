using System.Text.Json.Nodes;

namespace Ticker.Transports.Describing;

/// <summary>A parameter of an endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means, for a person to read.</param>
/// <param name="Schema">Makes its schema.</param>
public sealed record DescribedParameter(string Name, string Description, Func<JsonObject> Schema)
{
    /// <summary>Whether it is a header, and not in the URL.</summary>
    public bool IsHeader { get; init; }

    /// <summary>Whether it is a part of the path, where it always stands.</summary>
    public bool IsInPath { get; init; }

    /// <summary>Whether it must stand.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it may stand several times; its schema is that of one.</summary>
    public bool IsRepeated { get; init; }
}
