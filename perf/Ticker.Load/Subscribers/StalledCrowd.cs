using System.Net.Sockets;

namespace Ticker.Load.Subscribers;

/// <summary>
/// Subscribers that ask for everything and then read nothing. One that the server throws out comes back a second later,
/// so that there are always as many; one thread sees to that.
/// </summary>
public sealed class StalledCrowd : IDisposable
{
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly Uri _web;
    private readonly StreamRequest _request;
    private readonly StreamSubscriber?[] _subscribers;
    private readonly Queue<(int Index, long Due)> _away = new();
    private readonly SocketEvents _ends = new();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private int _thrownOut;
    private int _refused;

    public StalledCrowd(Uri web, StreamRequest request, int size)
    {
        (_web, _request) = (web, request);
        _subscribers = new StreamSubscriber?[size];
        for (int i = 0; i < size; i++)
        {
            Join(i);
        }

        _thread = new Thread(Run) { Name = "stalled", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many the server threw out so far.</summary>
    public int ThrownOut => Volatile.Read(ref _thrownOut);

    /// <summary>How often one that came back was not let in.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        foreach (StreamSubscriber? subscriber in _subscribers)
        {
            subscriber?.Dispose();
        }

        _ends.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            SocketEvents.Nap(BetweenLooks);
            foreach (int index in _ends.Look())
            {
                _subscribers[index]?.Dispose();
                _subscribers[index] = null;
                _thrownOut++;
                _away.Enqueue((index, Environment.TickCount64 + (long)Back.TotalMilliseconds));
            }

            while (_away.TryPeek(out (int Index, long Due) next) && next.Due <= Environment.TickCount64)
            {
                _away.Dequeue();
                ComeBack(next.Index);
            }
        }
    }

    private void ComeBack(int index)
    {
        try
        {
            Join(index);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            _refused++;
            _away.Enqueue((index, Environment.TickCount64 + (long)Back.TotalMilliseconds));
        }
    }

    private void Join(int index)
    {
        var subscriber = new StreamSubscriber();
        try
        {
            subscriber.Connect(_web, _request);
            _ends.Add(subscriber.Handle, index, onlyEnd: true);
        }
        catch
        {
            subscriber.Dispose();
            throw;
        }

        _subscribers[index] = subscriber;
    }
}
