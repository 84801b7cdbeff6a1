using System.Globalization;
using System.Text.Json.Nodes;
using Ticker.Protocol;
using Ticker.Protocol.Describing;
using Ticker.Transports.Access;

namespace Ticker.Transports.Describing;

/// <summary>What stands beside the socket as an OpenAPI 3.1 document. Stateless.</summary>
public static class OpenApiDocument
{
    /// <summary>Where the schema of a message of the stream stands in the document.</summary>
    public const string MessagePointer = "#/components/schemas/message";

    private const int TooMany = 429;

    private static readonly DescribedAnswer[] Refusals =
    [
        DescribedAnswer.Problem(401, "The server asks for a key, token or ticket: there is none, or it is not valid."),
        DescribedAnswer.Problem(403, "This is not allowed to whom the key, token or ticket belongs."),
        DescribedAnswer.Problem(TooMany, "This key, or this address, has as many connections as it may have."),
    ];

    /// <summary>Makes the document.</summary>
    /// <param name="endpoints">All endpoints.</param>
    public static JsonObject Build(IEnumerable<DescribedEndpoint> endpoints) => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Ticker: over HTTP",
            ["version"] = $"{Welcome.ProtocolVersion}.0.0",
            ["description"] = "Market data beside the socket. The socket itself is described by /asyncapi.json.",
        },
        ["paths"] = new JsonObject(endpoints
            .OrderBy(endpoint => endpoint.Path, StringComparer.Ordinal)
            .Select(endpoint => KeyValuePair.Create(endpoint.Path, (JsonNode?)new JsonObject { [endpoint.Method] = Operation(endpoint) }))),
        ["components"] = new JsonObject
        {
            ["schemas"] = new JsonObject { ["message"] = ByPlaces(MessageDescriptions.Any(Close())) },
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key or a JSON Web Token, where the server asks for one." },
                ["ticket"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = WebGuard.Ticket, ["description"] = "One of POST /v1/tickets: for one request, and soon." },
            },
        },
    };

    // What a socket says with a close frame.
    private static JsonObject Close() => Schema.Object(
        new SchemaKey("ev", Schema.Exactly("close")), new("code", Schema.Integer(1000, 4999)), new("reason", Schema.Text()))
        .Described("The server ends the stream; the last line.");

    // A list with a schema for each of its places is written otherwise here than in the drafts before.
    private static JsonNode ByPlaces(JsonNode node)
    {
        if (node is JsonObject keys)
        {
            foreach ((string key, JsonNode? value) in keys.ToArray())
            {
                if (value is not null)
                {
                    ByPlaces(value);
                }

                if (key == "items" && value is JsonArray places)
                {
                    keys.Remove(key);
                    keys["prefixItems"] = places;
                }
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                ByPlaces(item!);
            }
        }

        return node;
    }

    private static JsonObject Operation(DescribedEndpoint endpoint)
    {
        var operation = new JsonObject { ["operationId"] = endpoint.Name, ["summary"] = endpoint.Summary };
        if (endpoint.Parameters.Count > 0)
        {
            operation["parameters"] = new JsonArray([.. endpoint.Parameters.Select(Parameter)]);
        }

        if (endpoint.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = body() } } };
        }

        if (endpoint.Needs is not null)
        {
            // Each of these will do; the last, none, where authentication is off.
            operation["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["ticket"] = new JsonArray() }, new JsonObject());
        }

        operation["responses"] = new JsonObject(Answers(endpoint).Select(answer => KeyValuePair.Create(answer.Status.ToString(CultureInfo.InvariantCulture), (JsonNode?)Answer(answer))));
        return operation;
    }

    // Those of the gate, where the endpoint has not said the same with other words.
    private static IEnumerable<DescribedAnswer> Answers(DescribedEndpoint endpoint) => endpoint.Needs is null
        ? endpoint.Answers
        : endpoint.Answers.Concat(Refusals.Where(refusal => endpoint.IsConnection || refusal.Status != TooMany)
            .ExceptBy(endpoint.Answers.Select(answer => answer.Status), answer => answer.Status)).OrderBy(answer => answer.Status);

    private static JsonObject Parameter(DescribedParameter parameter)
    {
        var written = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.IsHeader ? "header" : parameter.IsInPath ? "path" : "query",
            ["description"] = parameter.Description,
            ["schema"] = parameter.IsRepeated ? Schema.List(parameter.Schema()) : parameter.Schema(),
        };
        return parameter.IsRequired || parameter.IsInPath ? written.With("required", true) : written;
    }

    private static JsonObject Answer(DescribedAnswer answer)
    {
        var written = new JsonObject { ["description"] = answer.Description };
        return answer.Bodies.Count == 0
            ? written
            : written.With("content", new JsonObject(answer.Bodies.Select(body => KeyValuePair.Create(body.MediaType, (JsonNode?)new JsonObject { ["schema"] = body.Schema() }))));
    }
}
