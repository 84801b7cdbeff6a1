using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>A key of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What its value is; belongs to one object only.</param>
/// <param name="IsRequired">Whether it always stands.</param>
public sealed record SchemaKey(string Name, JsonObject Schema, bool IsRequired = true);
