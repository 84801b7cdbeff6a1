using Ticker.Protocol.Describing;
using Ticker.Recording.Replay;
using Ticker.Transports.Describing;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Replay;

/// <summary>How replays are asked for. Stateless.</summary>
public static class ReplayDescription
{
    /// <summary>The parameter that names the recording.</summary>
    public const string Recording = "recording";

    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/replay", "replay", "A WebSocket on which a recording is played to one subscriber. Its messages are described by /asyncapi.json.")
    {
        Parameters =
        [
            StreamDescription.Encoding,
            new(Recording, "Its name; journal = the server's own.", () => Schema.Text()) { IsRequired = true },
            .. ReplayQuery.Parameters.Select(Describe),
        ],
        Answers = StreamDescription.Answers(
            DescribedAnswer.Problem(404, "There is no recording of that name."),
            DescribedAnswer.Problem(422, "The recording cannot be read.")),
    };

    private static DescribedParameter Describe(ReplayParameter parameter) => new(
        parameter.Name, parameter.Description, () => parameter.Words.Count == 0 ? Schema.Text() : Schema.Word([.. parameter.Words]));
}
