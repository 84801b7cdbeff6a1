namespace Ticker.Protocol.Describing;

/// <summary>A message as a document tells it: in JSON. Made anew for each document.</summary>
/// <param name="Name">The operation, the event, or <c>data</c>.</param>
/// <param name="Summary">What it says.</param>
/// <param name="Keys">Its keys.</param>
internal sealed record DescribedMessage(string Name, string Summary, IReadOnlyList<SchemaKey> Keys)
{
    /// <summary>Whether it is of replays alone.</summary>
    public bool IsOfReplays { get; init; }
}
