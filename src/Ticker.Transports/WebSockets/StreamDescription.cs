using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.WebSockets;

/// <summary>How WebSockets are asked for. What is said on them stands in the AsyncAPI document. Stateless.</summary>
public static class StreamDescription
{
    /// <summary>The parameter for clients that can offer no subprotocol.</summary>
    public static DescribedParameter Encoding { get; } = new("encoding", "For clients that can offer no subprotocol.", () => Schema.Word("json", "msgpack"));

    /// <summary><c>/v1/stream</c>.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/stream", "stream", "A WebSocket: subscribe, and get ticks. Its messages are described by /asyncapi.json.")
    {
        Parameters = [Encoding],
        Answers = Answers(),
    };

    /// <summary>The answers to a handshake.</summary>
    /// <param name="more">Those of one endpoint alone.</param>
    public static IReadOnlyList<DescribedAnswer> Answers(params IEnumerable<DescribedAnswer> more) =>
    [
        new(101, "The WebSocket."),
        DescribedAnswer.Problem(400, "Not a handshake of a WebSocket, or none of the subprotocols that are offered is spoken."),
        DescribedAnswer.Problem(403, "Pages of this origin may not connect."),
        DescribedAnswer.Problem(405, "A WebSocket is asked for with GET."),
        DescribedAnswer.Problem(426, "Sec-WebSocket-Version must be 13."),
        DescribedAnswer.Problem(503, "There are as many connections as the server takes."),
        .. more,
    ];
}
