namespace Ticker.Feeds.Grpc.Publish;

/// <summary>What happened on all Publish streams since the server started. Any thread may read.</summary>
public sealed class PublishCounts
{
    private long _open;
    private long _opened;
    private long _messages;

    /// <summary>How many streams are being served now, whether they said hello or not.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>How many streams there were.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>How many messages were taken.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    internal void StreamOpened()
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _opened);
    }

    internal void StreamClosed() => Interlocked.Decrement(ref _open);

    internal void Taken(int messages) => Interlocked.Add(ref _messages, messages);
}
