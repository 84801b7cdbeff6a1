using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// <c>heartbeat</c>: the server lives, and where each subscription may resume from. To send many,
/// <see cref="HeartbeatWriter"/> writes the same without an object.
/// </summary>
public sealed record Heartbeat : ServerMessage
{
    /// <summary>The newest sequence of the server.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The server's clock.</summary>
    public required UnixNanos Time { get; init; }

    /// <summary>By subscription: the newest position at which nothing of it was pending, to resume from.</summary>
    public IReadOnlyList<(int Id, ulong Sequence)> Subscriptions { get; init; } = [];

    /// <summary>How each feed fares, by name.</summary>
    public IReadOnlyList<(string Name, FeedState State)> Feeds { get; init; } = [];

    /// <inheritdoc/>
    public override string Event => "heartbeat";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        HeartbeatKeys.Begin(ref writer, Sequence, Time, Subscriptions.Count);
        foreach ((int id, ulong sequence) in Subscriptions)
        {
            HeartbeatKeys.Subscription(ref writer, id, sequence);
        }

        HeartbeatKeys.BeginFeeds(ref writer, Feeds.Count);
        foreach ((string name, FeedState state) in Feeds)
        {
            HeartbeatKeys.Feed(ref writer, JsonText.ToUtf8(name), state);
        }

        HeartbeatKeys.End(ref writer);
    }
}
