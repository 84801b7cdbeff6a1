using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>The server's messages as they stand in JSON, for documents of other roads than the socket. Stateless.</summary>
public static class MessageDescriptions
{
    /// <summary>Any message of the live stream; made anew by each call.</summary>
    /// <param name="more">What may stand there besides.</param>
    public static JsonObject Any(params IEnumerable<JsonObject> more) => Schema.OneOf(
        ServerDescriptions.All().Where(message => !message.IsOfReplays).Select(message => Schema.Object(message.Keys).Described(message.Summary)).Concat(more));
}
