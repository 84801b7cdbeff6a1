using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ticker.Engine.Access;
using Ticker.Model;

namespace Ticker.Server.Access;

/// <summary>
/// What somebody may do, as an object of JSON: in the file of keys, and in a token. A key that is not known is an error:
/// it may have been meant as a limit. Stateless.
/// </summary>
public static class EntitlementsJson
{
    private const int MostNames = 10_000;

    private static readonly (string Word, TickKinds Kind)[] Kinds = [("quote", TickKinds.Quote), ("trade", TickKinds.Trade), ("status", TickKinds.Status)];

    /// <summary>Reads an object.</summary>
    /// <exception cref="FormatException">It does not say what somebody may do; the message says why.</exception>
    public static Entitlements Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("what is allowed is not an object");
        }

        var read = new Entitlements();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            JsonElement value = property.Value;
            read = property.Name switch
            {
                "symbols" => read with { Symbols = Symbols(value) },
                "kinds" => read with { Kinds = Texts(value, property.Name).Aggregate(TickKinds.None, (kinds, word) => kinds | KindOf(word)) },
                "min_interval_ms" => read with { MinInterval = TimeSpan.FromMilliseconds(Number(value, property.Name, 0)) },
                "delay_ms" => read with { Delay = TimeSpan.FromMilliseconds(Number(value, property.Name, 0)) },
                "max_connections" => read with { MaxConnections = Number(value, property.Name, 1) },
                "max_subscriptions" => read with { MaxSubscriptions = Number(value, property.Name, 1) },
                "feeds" => read with { Feeds = new NameScope(Texts(value, property.Name)) },
                "venues" => read with { Venues = new NameScope(Texts(value, property.Name)) },
                "admin" => read with
                {
                    MayAdminister = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new FormatException("admin is not true or false"),
                },
                _ => throw new FormatException($"'{property.Name}' is nothing that can be allowed"),
            };
        }

        return read;
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static JsonObject Write(Entitlements entitlements)
    {
        ArgumentNullException.ThrowIfNull(entitlements);
        var json = new JsonObject();
        Add(json, "symbols", entitlements.Symbols.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        if (entitlements.Kinds != TickKinds.All)
        {
            json["kinds"] = List(Kinds.Where(kind => entitlements.Kinds.HasFlag(kind.Kind)).Select(kind => kind.Word));
        }

        if (entitlements.MinInterval > TimeSpan.Zero)
        {
            json["min_interval_ms"] = (int)entitlements.MinInterval.TotalMilliseconds;
        }

        if (entitlements.Delay > TimeSpan.Zero)
        {
            json["delay_ms"] = (int)entitlements.Delay.TotalMilliseconds;
        }

        if (entitlements.MaxConnections is { } connections)
        {
            json["max_connections"] = connections;
        }

        if (entitlements.MaxSubscriptions is { } subscriptions)
        {
            json["max_subscriptions"] = subscriptions;
        }

        Add(json, "feeds", entitlements.Feeds.Names);
        Add(json, "venues", entitlements.Venues.Names);
        if (entitlements.MayAdminister)
        {
            json["admin"] = true;
        }

        return json;
    }

    private static void Add(JsonObject json, string name, IEnumerable<string> texts)
    {
        if (texts.Any())
        {
            json[name] = List(texts);
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static SymbolScope Symbols(JsonElement value) =>
        SymbolScope.Parse(Texts(value, "symbols"), out SymbolScope scope) is { } wrong ? throw new FormatException($"symbols: {wrong}") : scope;

    private static TickKinds KindOf(string word) => Array.Find(Kinds, kind => kind.Word == word) is { Word: not null } found
        ? found.Kind
        : throw new FormatException($"kinds: '{word}' is not one of quote, trade, status");

    private static string[] Texts(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostNames && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && one.GetString()!.Length > 0)
            ? [.. value.EnumerateArray().Select(one => one.GetString()!)]
            : throw new FormatException($"{name} is not a list of texts");

    private static int Number(JsonElement value, string name, int least) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} is not a whole number from {least} on"));
}
