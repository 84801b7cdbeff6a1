using Ticker.Engine.Normalize;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>
/// What a publisher has still to be told. Constant in size: a newer ack replaces an unsent one, rejects beyond a
/// number are only counted. The reading side posts and never waits; one writing side takes. Thread-safe.
/// </summary>
/// <param name="maxRejects">The most rejects kept.</param>
/// <param name="durability">Knows what of the feed is durable.</param>
internal sealed class PublishResponses(int maxRejects, FeedDurability durability)
{
    private readonly ReusableSignal _posted = new();
    private ulong _received;
    private bool _completed;

    /// <summary>The rejects that were not told yet.</summary>
    public RejectLog Rejects { get; } = new(maxRejects);

    /// <summary>The newest feed sequence to acknowledge.</summary>
    public ulong Received => Volatile.Read(ref _received);

    /// <summary>The newest feed sequence up to which everything is durable; 0 without a journal.</summary>
    public ulong Durable => durability.Durable;

    /// <summary>Whether nothing will be posted any more.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>Posts how far the feed came; the rejects before it were added already.</summary>
    public void PostAck(ulong received)
    {
        Volatile.Write(ref _received, received);
        _posted.Set();
    }

    /// <summary>Posts that more is durable.</summary>
    public void PostDurable() => _posted.Set();

    /// <summary>Says that nothing more will be posted.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        _posted.Set();
    }

    /// <summary>Waits until something was posted, or all has been.</summary>
    public ValueTask WaitAsync() => _posted.WaitAsync();
}
