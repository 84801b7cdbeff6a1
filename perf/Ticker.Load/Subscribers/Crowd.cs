namespace Ticker.Load.Subscribers;

/// <summary>
/// Many subscribers, read by one thread, so that they take little of a machine that the server runs on
/// too. The age of a tick is told from when its bytes were read: it holds the time that this thread was busy with the
/// others.
/// </summary>
public sealed class Crowd : IDisposable
{
    // A thread that waits for its sockets is woken by the server's own send, in the server's processor time, and on a
    // virtual machine that costs as much as the sending. One that naps and then looks costs the server nothing; the
    // nap, and the look around, are in every age.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMicroseconds(100);

    private readonly ISubscriber[] _subscribers;
    private readonly AskingSubscriber[] _paced;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly LatencyHistogram _discarded = new();
    private readonly LatencyHistogram _ages = new();
    private readonly SocketEvents _ready = new();
    private readonly ManualResetEventSlim _live = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private volatile bool _counting;
    private volatile bool _stopping;

    /// <summary>Connects them, one after the other; returns when every one is live.</summary>
    public Crowd(Uri web, IReadOnlyList<StreamRequest> requests)
        : this(requests.Select(ISubscriber (request) => StreamSubscriber.To(web, request)))
    {
    }

    /// <summary>Returns when every one is live.</summary>
    /// <param name="connected">Connects them as it is enumerated.</param>
    internal Crowd(IEnumerable<ISubscriber> connected)
    {
        _subscribers = [.. connected];
        _paced = [.. _subscribers.OfType<AskingSubscriber>().Where(subscriber => subscriber.IsPaced)];
        foreach (ISubscriber subscriber in _subscribers)
        {
            _ready.Add(subscriber.Handle, _ready.Count);
        }

        _thread = new Thread(Run) { Name = "subscribers", IsBackground = true };
        _thread.Start();
        _live.Wait();
        ThrowIfFailed();
    }

    /// <summary>The ages of all ticks that came while counting; complete after <see cref="Stop"/>.</summary>
    public LatencyHistogram Ages => _ages;

    /// <summary>How many data messages came to all of them, from the beginning.</summary>
    public long Messages => _subscribers.Sum(subscriber => subscriber.Messages);

    /// <summary>How many bytes passed all their sockets, from the beginning.</summary>
    public long Bytes => _subscribers.Sum(subscriber => subscriber.Bytes);

    /// <summary>How many live ticks came to all of them, from the beginning.</summary>
    public long Ticks => _subscribers.Sum(subscriber => subscriber.Ticks);

    /// <summary>How many these stand for, with those that collapsed into them.</summary>
    public long StandFor
    {
        get
        {
            // Asked again and again by who waits for the last tick: no enumerator.
            long sum = 0;
            foreach (ISubscriber subscriber in _subscribers)
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

    /// <summary>Forgets the ages so far; only while they are not counted.</summary>
    public void ClearAges() => _ages.Clear();

    /// <summary>Stops reading.</summary>
    /// <exception cref="IOException">A subscriber was lost meanwhile.</exception>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        ThrowIfFailed();
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        foreach (ISubscriber subscriber in _subscribers)
        {
            subscriber.Dispose();
        }

        _ready.Dispose();
        _live.Dispose();
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new IOException("a subscriber was lost: " + _failure.Message, _failure);
        }
    }

    private void Run()
    {
        SocketEvents.NapExactly();
        try
        {
            while (!_stopping)
            {
                ReadOnce();
            }
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or InvalidDataException)
        {
            _failure = failure;
        }
        finally
        {
            _live.Set();
        }
    }

    private void ReadOnce()
    {
        SocketEvents.Nap(BetweenLooks);
        foreach (int index in _ready.Look())
        {
            _subscribers[index].Read(_buffer, _counting ? _ages : _discarded);
        }

        foreach (AskingSubscriber subscriber in _paced)
        {
            subscriber.AskWhenDue();
        }

        if (!_live.IsSet && Array.TrueForAll(_subscribers, subscriber => subscriber.IsLive))
        {
            _live.Set();
        }
    }
}
