using System.Net.Sockets;

namespace Ticker.Load.Subscribers;

/// <summary>
/// Subscribers that come back from a time in the past and read what they missed. One that has come to the present leaves
/// and begins again, so that there are always as many; one thread reads them all.
/// </summary>
public sealed class RecoveringCrowd : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private readonly Uri _web;
    private readonly StreamRequest _request;
    private readonly int _bytesAtOnce;
    private readonly StreamSubscriber[] _subscribers;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly LatencyHistogram _ages = new();
    private readonly SocketEvents _ready = new();
    private readonly Thread _thread;
    private long _before;
    private int _arrived;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Connects them and begins to read.</summary>
    /// <param name="web">Where.</param>
    /// <param name="request">What each asks for, with <c>from</c>.</param>
    /// <param name="size">How many.</param>
    /// <param name="bytesAtOnce">The most that is read of one in a millisecond.</param>
    public RecoveringCrowd(Uri web, StreamRequest request, int size, int bytesAtOnce)
    {
        (_web, _request, _bytesAtOnce) = (web, request, bytesAtOnce);
        _subscribers = new StreamSubscriber[size];
        for (int i = 0; i < size; i++)
        {
            Join(i);
        }

        _thread = new Thread(Run) { Name = "recovering", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many ticks of the past came to all of them so far.</summary>
    public long Ticks => Volatile.Read(ref _before) + _subscribers.Sum(subscriber => subscriber.Ticks);

    /// <summary>How many have come to the present so far.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>Stops reading.</summary>
    /// <exception cref="IOException">A subscriber was lost meanwhile.</exception>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        if (_failure is not null)
        {
            throw new IOException("a recovering subscriber was lost: " + _failure.Message, _failure);
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

        _ready.Dispose();
    }

    private void Run()
    {
        SocketEvents.NapExactly();
        try
        {
            while (!_stopping)
            {
                SocketEvents.Nap(BetweenLooks);
                foreach (int index in _ready.Look())
                {
                    Read(index);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidDataException)
        {
            _failure = failure;
        }
    }

    private void Read(int index)
    {
        StreamSubscriber subscriber = _subscribers[index];
        subscriber.Read(_buffer, _ages, _bytesAtOnce);
        if (subscriber.IsLive)
        {
            subscriber.Dispose();
            Join(index);
            Volatile.Write(ref _before, _before + subscriber.Ticks);
            Volatile.Write(ref _arrived, _arrived + 1);
        }
    }

    private void Join(int index)
    {
        var subscriber = new StreamSubscriber();
        try
        {
            subscriber.Connect(_web, _request);
            _ready.Add(subscriber.Handle, index);
        }
        catch
        {
            subscriber.Dispose();
            throw;
        }

        _subscribers[index] = subscriber;
    }
}
