namespace Ticker.Transports.Tests.WebSockets;

/// <summary>A stream of which no write completes at once, as over HTTP/2; only when the test lets it.</summary>
internal sealed class LaggingStream : MemoryStream
{
    private readonly TaskCompletionSource[] _ends = [.. Enumerable.Range(0, 64).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    private int _begun;
    private int _ended;

    /// <summary>How many writes have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>What was written, of writes that have begun.</summary>
    public byte[] Written
    {
        get
        {
            lock (_ends)
            {
                return ToArray();
            }
        }
    }

    /// <summary>Has the oldest write complete that has not.</summary>
    public void End() => _ends[_ended++].SetResult();

    /// <summary>Has it fail.</summary>
    public void Fail() => _ends[_ended++].SetException(new IOException("the peer is gone"));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_ends)
        {
            Write(buffer.Span);
            return new ValueTask(_ends[_begun++].Task);
        }
    }
}
