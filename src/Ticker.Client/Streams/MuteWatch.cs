namespace Ticker.Client.Streams;

/// <summary>Gives up a connection that says nothing for three heartbeats, while somebody wants to hear.</summary>
internal sealed class MuteWatch : IDisposable
{
    private const int Heartbeats = 3;

    private readonly TimeProvider _time;
    private readonly TimeSpan _most;
    private readonly CancellationTokenSource _given;
    private readonly ITimer _timer;
    private long _since;

    /// <summary>Begins.</summary>
    /// <param name="heartbeat">From one heartbeat to the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the connection, too.</param>
    public MuteWatch(TimeSpan heartbeat, TimeProvider time, CancellationToken stop)
    {
        (_time, _most) = (time, heartbeat * Heartbeats);
        _given = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _timer = time.CreateTimer(_ => Look(), null, heartbeat, heartbeat);
    }

    /// <summary>Cancelled when the connection is given up or stopped.</summary>
    public CancellationToken Given => _given.Token;

    /// <summary>Whether it was given up for its silence.</summary>
    public bool IsMute { get; private set; }

    /// <summary>Somebody listens from now on.</summary>
    public void Listen() => Volatile.Write(ref _since, Math.Max(_time.GetTimestamp(), 1));

    /// <summary>Something came, or nobody listens.</summary>
    public void Heard() => Volatile.Write(ref _since, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _given.Dispose();
    }

    private void Look()
    {
        long since = Volatile.Read(ref _since);
        if (since != 0 && _time.GetElapsedTime(since) >= _most)
        {
            IsMute = true;
            try
            {
                _given.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The connection has ended meanwhile.
            }
        }
    }
}
