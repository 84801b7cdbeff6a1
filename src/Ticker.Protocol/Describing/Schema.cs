using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>Makes JSON Schemas, of the part of the language that OpenAPI 3.1 and AsyncAPI 3.0 have in common. Each call makes a new one. Stateless.</summary>
public static class Schema
{
    /// <summary>Text.</summary>
    /// <param name="pattern">What it must match; null = anything.</param>
    public static JsonObject Text(string? pattern = null) => pattern is null ? Of("string") : With(Of("string"), "pattern", pattern);

    /// <summary>Text that stands in the place of an integer that can pass 2^53.</summary>
    public static JsonObject Digits() => Text("^-?[0-9]+$");

    /// <summary>One of some words; empty ones are none.</summary>
    public static JsonObject Word(params IEnumerable<string> words) =>
        With(Of("string"), "enum", new JsonArray([.. words.Where(word => word.Length > 0).Select(word => (JsonNode)word)]));

    /// <summary>This very text.</summary>
    public static JsonObject Exactly(string text) => With(Of("string"), "const", text);

    /// <summary>True or false.</summary>
    public static JsonObject Boolean() => Of("boolean");

    /// <summary>A number, whole or not.</summary>
    public static JsonObject Number() => Of("number");

    /// <summary>An integer.</summary>
    /// <param name="least">The least it may be; null = any.</param>
    /// <param name="greatest">The greatest it may be; null = any.</param>
    public static JsonObject Integer(long? least = null, long? greatest = null)
    {
        JsonObject schema = Of("integer");
        if (least is { } from)
        {
            schema["minimum"] = from;
        }

        if (greatest is { } to)
        {
            schema["maximum"] = to;
        }

        return schema;
    }

    /// <summary>A list.</summary>
    /// <param name="item">What each entry is.</param>
    /// <param name="most">The most entries; null = any number.</param>
    /// <param name="least">The fewest entries.</param>
    public static JsonObject List(JsonObject item, int? most = null, int least = 0)
    {
        JsonObject schema = With(Of("array"), "items", item);
        if (most is { } greatest)
        {
            schema["maxItems"] = greatest;
        }

        return least == 0 ? schema : With(schema, "minItems", least);
    }

    /// <summary>A map from names to values.</summary>
    public static JsonObject Map(JsonObject value) => With(Of("object"), "additionalProperties", value);

    /// <summary>An object of keys; those that are not named may stand in it, and mean nothing.</summary>
    public static JsonObject Object(params IEnumerable<SchemaKey> keys)
    {
        SchemaKey[] all = [.. keys];
        JsonObject schema = With(Of("object"), "properties", new JsonObject(all.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)key.Schema))));
        JsonNode[] required = [.. all.Where(key => key.IsRequired).Select(key => (JsonNode)key.Name)];
        return required.Length == 0 ? schema : With(schema, "required", new JsonArray(required));
    }

    /// <summary>Exactly one of some.</summary>
    public static JsonObject OneOf(params IEnumerable<JsonObject> schemas) => new() { ["oneOf"] = new JsonArray([.. schemas]) };

    /// <summary>One of some, or several at once.</summary>
    public static JsonObject AnyOf(params IEnumerable<JsonObject> schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    /// <summary>Nothing.</summary>
    public static JsonObject Nil() => Of("null");

    /// <summary>A schema that stands elsewhere in the document.</summary>
    public static JsonObject Reference(string pointer) => new() { ["$ref"] = pointer };

    /// <summary>The same with a description, for a person to read.</summary>
    public static JsonObject Described(this JsonObject schema, string description) => With(schema, "description", description);

    /// <summary>The same with one more keyword.</summary>
    public static JsonObject With(this JsonObject schema, string keyword, JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(schema);
        schema[keyword] = value;
        return schema;
    }

    private static JsonObject Of(string type) => new() { ["type"] = type };
}
