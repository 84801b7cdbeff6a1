using System.Text.Json.Nodes;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Replay;

/// <summary>What <see cref="RecordingsEndpoint"/> gives. Stateless.</summary>
public static class RecordingsDescription
{
    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/recordings", "recordings", "The recordings that /v1/replay plays, by name.")
    {
        Answers =
        [
            new(200, "The recordings.", ("application/json", Answer)),
            DescribedAnswer.Problem(400, "A parameter is wrong."),
        ],
    };

    private static JsonObject Answer() => Schema.Object(
        new SchemaKey("recordings", Schema.List(Schema.Object(
            new SchemaKey("name", Schema.Text()),
            new("from", Time("When its first record was received, in nanoseconds since 1970. Left out, with to, where only reading all of it would tell."), false),
            new("to", Time("When its last record was received, or as far as may be seen."), false)))));

    private static JsonObject Time(string meaning) => Schema.Text("^[0-9]+$").Described(meaning);
}
