using Ticker.Engine.Sequence;

namespace Ticker.Engine.Deliver;

/// <summary>The thread of a lane: turns while there is work, and sleeps until there is more or a deadline comes.</summary>
public sealed class LanePump : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMicroseconds(50);

    private readonly Lane _lane;
    private readonly LaneInlet _inlet;
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Makes a pump; <see cref="Start"/> starts it.</summary>
    /// <param name="lane">The lane, which nothing else may turn.</param>
    /// <param name="inlet">What wakes it.</param>
    /// <param name="name">The thread's name.</param>
    /// <param name="failed">Told when a turn throws: the lane cannot go on then, and the server should not.</param>
    public LanePump(Lane lane, LaneInlet inlet, string name, Action<Exception> failed)
    {
        (_lane, _inlet, _failed) = (lane, inlet, failed);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Whether a turn has thrown.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Stops the thread after its present turn, and waits for that.</summary>
    public void Dispose()
    {
        _stopping = true;
        _inlet.Wake.Set();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                bool more = _lane.Turn();
                if (_lane.Rest is var rest && rest > TimeSpan.Zero)
                {
                    ShortSleep.For(rest);
                    WaitForNext(rest / 2);
                }
                else if (!more)
                {
                    TimeSpan sleep = _lane.UntilNextDeadline();
                    _inlet.Wake.Wait(sleep < TimeSpan.Zero || sleep > LongestSleep ? LongestSleep : sleep);
                }
            }
        }
        catch (Exception failure) when (Tell(failure))
        {
        }
    }

    // What came while it rested has grown old, and sends are what it is short of: with what comes next they carry more.
    private void WaitForNext(TimeSpan atMost)
    {
        int waiting = _inlet.Count;
        for (TimeSpan waited = TimeSpan.Zero; waiting > 0 && waited < atMost && _inlet.Count == waiting; waited += BetweenLooks)
        {
            ShortSleep.For(BetweenLooks);
        }
    }

    private bool Tell(Exception failure)
    {
        HasFailed = true;
        _failed(failure);
        return true;
    }
}
