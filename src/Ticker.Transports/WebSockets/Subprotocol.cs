using Microsoft.AspNetCore.Http;
using Ticker.Protocol;

namespace Ticker.Transports.WebSockets;

/// <summary>How a client says which encoding it wants.</summary>
public static class Subprotocol
{
    /// <summary>The subprotocol of binary messages.</summary>
    public const string MessagePack = "ticker.v1.msgpack";

    /// <summary>The subprotocol of text messages.</summary>
    public const string Json = "ticker.v1.json";

    /// <summary>Chooses the encoding: the first known subprotocol that is offered, else <c>?encoding=</c>, else MessagePack.</summary>
    /// <param name="request">The handshake.</param>
    /// <param name="encoding">What was chosen.</param>
    /// <param name="answer">The subprotocol to answer with; null when none was offered.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Choose(HttpRequest request, out WireEncoding encoding, out string? answer)
    {
        ArgumentNullException.ThrowIfNull(request);
        (encoding, answer) = (WireEncoding.MessagePack, null);
        string[] offered = request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol");
        foreach (string offer in offered)
        {
            if (offer is MessagePack or Json)
            {
                (encoding, answer) = (offer == Json ? WireEncoding.Json : WireEncoding.MessagePack, offer);
                return null;
            }
        }

        if (offered.Length > 0)
        {
            return $"none of the offered subprotocols is known; known are {MessagePack} and {Json}";
        }

        switch (request.Query["encoding"].ToString())
        {
            case "" or "msgpack":
                return null;
            case "json":
                encoding = WireEncoding.Json;
                return null;
            default:
                return "encoding is neither msgpack nor json";
        }
    }
}
