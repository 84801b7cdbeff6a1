using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Replay;

/// <summary>How replays are asked for. Stateless.</summary>
public static class ReplayDescription
{
    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/replay", "replay", "A WebSocket on which a recording is played to one subscriber. Its messages are described by /asyncapi.json.")
    {
        Parameters =
        [
            StreamDescription.Encoding,
            new("recording", "Its name; journal = the server's own.", () => Schema.Text()) { IsRequired = true },
            new("speed", "0.01 to 1000000, or max. Default 1.", () => Schema.Text()),
            new("max_gap", "The longest time without a tick that is waited for, as 500ms or 1.5s.", () => Schema.Text()),
            new("from", "Plays from this instant on.", () => Schema.Text()),
            new("to", "Plays what came before this instant.", () => Schema.Text()),
            new("loop", "Whether it begins again at its end.", () => Schema.Word("true", "false")),
            new("times", "now: as if it were received when it is played.", () => Schema.Word("original", "now")),
            new("paused", "Whether it waits to be told to begin.", () => Schema.Word("true", "false")),
            new("at_end", "What becomes of the connection when all is played.", () => Schema.Word("close", "wait")),
        ],
        Answers = StreamDescription.Answers(
            DescribedAnswer.Problem(404, "There is no recording of that name."),
            DescribedAnswer.Problem(422, "The recording cannot be read.")),
    };
}
