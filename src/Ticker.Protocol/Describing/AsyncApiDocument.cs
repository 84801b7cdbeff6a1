using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>
/// The socket as an AsyncAPI 3.0 document: every message of both directions, in JSON; MessagePack has the same keys, and
/// ticks as arrays. Stateless.
/// </summary>
public static class AsyncApiDocument
{
    private const string Client = "client.";
    private const string Server = "server.";

    /// <summary>Makes the document.</summary>
    public static JsonObject Build()
    {
        DescribedMessage[] asked = [.. ClientDescriptions.All()];
        DescribedMessage[] told = [.. ServerDescriptions.All()];
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Ticker: the subscriber's socket",
                ["version"] = $"{Welcome.ProtocolVersion}.0.0",
                ["description"] = "Market data over a WebSocket, subprotocol ticker.v1.json. With ticker.v1.msgpack control messages have the same keys, and a data message is an array.",
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = new JsonObject
            {
                ["stream"] = Channel("/v1/stream", "What is streamed now, or from a position or time on.", [], Of(asked, told, isReplay: false)),
                ["replay"] = Channel("/v1/replay", "A recording, played to one subscriber.", ReplayParameters(), Of(asked, told, isReplay: true)),
            },
            ["operations"] = new JsonObject
            {
                ["take"] = Operation("receive", "stream", Named(Client, asked, isReplay: false)),
                ["tell"] = Operation("send", "stream", Named(Server, told, isReplay: false)),
                ["takeInReplay"] = Operation("receive", "replay", Named(Client, asked, isReplay: true)),
                ["tellInReplay"] = Operation("send", "replay", Named(Server, told, isReplay: true)),
            },
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(asked.Select(message => Message(Client, message)).Concat(told.Select(message => Message(Server, message)))),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key or a JSON Web Token in the handshake, where the server asks for one; else in auth, once welcome says required." },
                    ["ticket"] = new JsonObject { ["type"] = "httpApiKey", ["in"] = "query", ["name"] = "ticket", ["description"] = "One of POST /v1/tickets: for one handshake, and soon." },
                },
            },
        };
    }

    private static IEnumerable<string> Named(string side, IEnumerable<DescribedMessage> messages, bool isReplay) =>
        messages.Where(message => isReplay || !message.IsOfReplays).Select(message => side + message.Name);

    private static IEnumerable<string> Of(DescribedMessage[] asked, DescribedMessage[] told, bool isReplay) =>
        Named(Client, asked, isReplay).Concat(Named(Server, told, isReplay));

    private static SchemaKey[] ReplayParameters() =>
    [
        new("recording", Schema.Text()), new("speed", Schema.Text(), false), new("max_gap", Schema.Text(), false), new("from", Schema.Text(), false),
        new("to", Schema.Text(), false), new("loop", Schema.Word("true", "false"), false), new("times", Schema.Word("original", "now"), false),
        new("paused", Schema.Word("true", "false"), false), new("at_end", Schema.Word("close", "wait"), false),
    ];

    private static JsonObject Channel(string address, string title, IEnumerable<SchemaKey> parameters, IEnumerable<string> messages) => new()
    {
        ["address"] = address,
        ["title"] = title,
        ["messages"] = new JsonObject(messages.Select(name => KeyValuePair.Create(name, (JsonNode?)Schema.Reference($"#/components/messages/{name}")))),
        ["bindings"] = new JsonObject
        {
            ["ws"] = new JsonObject
            {
                ["method"] = "GET",
                ["query"] = Schema.Object([new("encoding", Schema.Word("json", "msgpack").Described("For clients that can offer no subprotocol."), false), .. parameters]),
            },
        },
    };

    private static JsonObject Operation(string action, string channel, IEnumerable<string> messages) => new()
    {
        ["action"] = action,
        ["channel"] = Schema.Reference($"#/channels/{channel}"),

        // Either will do, or neither where nobody is asked who they are.
        ["security"] = new JsonArray(Schema.Reference("#/components/securitySchemes/bearer"), Schema.Reference("#/components/securitySchemes/ticket")),
        ["messages"] = new JsonArray([.. messages.Select(name => Schema.Reference($"#/channels/{channel}/messages/{name}"))]),
    };

    private static KeyValuePair<string, JsonNode?> Message(string side, DescribedMessage message) => KeyValuePair.Create(side + message.Name, (JsonNode?)new JsonObject
    {
        ["name"] = message.Name,
        ["summary"] = message.Summary,
        ["contentType"] = "application/json",
        ["payload"] = Schema.Object(message.Keys),
    });
}
