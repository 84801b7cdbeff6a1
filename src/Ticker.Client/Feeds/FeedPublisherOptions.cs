namespace Ticker.Client.Feeds;

/// <summary>How a publisher introduces itself and behaves.</summary>
public sealed record FeedPublisherOptions
{
    /// <summary>The feed's name: 1 to 64 characters, no control characters, the same at every reconnect.</summary>
    public required string Feed { get; init; }

    /// <summary>
    /// Tells one start of the publisher from another: the same again means a reconnect, after which sequences that the
    /// server has are duplicates; another means that sequences start again. Default: random.
    /// </summary>
    public ulong RunId { get; init; } = (ulong)Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>What is publishing, for the server's log.</summary>
    public string Software { get; init; } = "Ticker.Client";

    /// <summary>The publisher's key, where the server asks for one.</summary>
    public string? Key { get; init; }

    /// <summary>How long to wait for the connection and the server's ready. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing may be sent before a heartbeat is; servers call a feed stale after 5 s. Default 2 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Called for each reject that the server tells, one at a time, from the thread that reads the server's answers.
    /// It must return soon and not throw.
    /// </summary>
    public Action<FeedReject>? OnReject { get; init; }

    /// <summary>The clock of heartbeats and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
