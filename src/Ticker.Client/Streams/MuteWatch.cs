namespace Ticker.Client.Streams;

/// <summary>
/// Gives up a connection that says nothing for three heartbeats, while somebody wants to hear. One that looks too late
/// itself, because the process stood still, was not reading either: it gives the connection another heartbeat.
/// </summary>
internal sealed class MuteWatch : IDisposable
{
    private const int Heartbeats = 3;

    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly CancellationTokenSource _given;
    private readonly ITimer _timer;
    private long _since;
    private long _looked;

    /// <summary>Begins.</summary>
    /// <param name="heartbeat">From one heartbeat to the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the connection, too.</param>
    public MuteWatch(TimeSpan heartbeat, TimeProvider time, CancellationToken stop)
    {
        (_time, _heartbeat, _looked) = (time, heartbeat, time.GetTimestamp());
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
        long now = _time.GetTimestamp();
        bool isLate = _time.GetElapsedTime(_looked, now) >= _heartbeat * 1.5;
        _looked = now;
        if (since == 0 || _time.GetElapsedTime(since, now) < _heartbeat * Heartbeats)
        {
            return;
        }

        if (isLate)
        {
            // Unless something came meanwhile.
            Interlocked.CompareExchange(ref _since, now - (long)((_heartbeat * (Heartbeats - 1)).TotalSeconds * _time.TimestampFrequency), since);
        }
        else
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
