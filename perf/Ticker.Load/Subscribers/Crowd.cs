namespace Ticker.Load.Subscribers;

/// <summary>
/// Many subscribers of everything, read by one thread, so that they take little of a machine that the server runs on
/// too. The age of a tick is told from when its bytes were read: it holds the time that this thread was busy with the
/// others.
/// </summary>
public sealed class Crowd : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly StreamSubscriber[] _subscribers;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly LatencyHistogram _discarded = new();
    private readonly LatencyHistogram _ages = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private volatile bool _counting;
    private volatile bool _stopping;

    /// <summary>Connects them, one after the other; returns when every one is live.</summary>
    public Crowd(Uri web, int size)
    {
        _subscribers = [.. Enumerable.Range(0, size).Select(_ => new StreamSubscriber())];
        foreach (StreamSubscriber subscriber in _subscribers)
        {
            subscriber.Connect(web);
        }

        var ready = new ReadySet(_subscribers.Select(subscriber => subscriber.Handle));
        while (_subscribers.Any(subscriber => !subscriber.IsLive))
        {
            ReadOnce(ready);
        }

        _thread = new Thread(() => Run(ready)) { Name = "subscribers", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The ages of all ticks that came while counting; complete after <see cref="Stop"/>.</summary>
    public LatencyHistogram Ages => _ages;

    /// <summary>How many data messages came to all of them, from the beginning.</summary>
    public long Messages => _subscribers.Sum(subscriber => subscriber.Messages);

    /// <summary>How many live ticks came to all of them, from the beginning.</summary>
    public long Ticks => _subscribers.Sum(subscriber => subscriber.Ticks);

    /// <summary>How many these stand for, with those that collapsed into them.</summary>
    public long StandFor
    {
        get
        {
            // Asked again and again by who waits for the last tick: no enumerator.
            long sum = 0;
            foreach (StreamSubscriber subscriber in _subscribers)
            {
                sum += subscriber.StandFor;
            }

            return sum;
        }
    }

    /// <summary>Whether a subscriber was lost.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Ages are noted from here on, or no more.</summary>
    public void Count(bool on) => _counting = on;

    /// <summary>Stops reading.</summary>
    /// <exception cref="IOException">A subscriber was lost meanwhile.</exception>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        if (_failure is not null)
        {
            throw new IOException("a subscriber was lost", _failure);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        foreach (StreamSubscriber subscriber in _subscribers)
        {
            subscriber.Dispose();
        }
    }

    private void Run(ReadySet ready)
    {
        try
        {
            while (!_stopping)
            {
                ReadOnce(ready);
            }
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or InvalidDataException)
        {
            _failure = failure;
        }
    }

    private void ReadOnce(ReadySet ready)
    {
        if (!ready.Wait(LongestWait))
        {
            return;
        }

        for (int i = 0; i < _subscribers.Length; i++)
        {
            if (ready.IsReady(i))
            {
                _subscribers[i].Read(_buffer, _counting ? _ages : _discarded);
            }
        }
    }
}
