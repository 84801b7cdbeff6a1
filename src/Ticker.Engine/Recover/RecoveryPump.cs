using Ticker.Model;

namespace Ticker.Engine.Recover;

/// <summary>The threads that read what subscribers have missed. They wait for disks, so that no lane does.</summary>
public sealed class RecoveryPump : IDisposable
{
    private readonly Recoveries _recoveries;
    private readonly Action<Exception> _failed;
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread[] _threads;
    private volatile bool _stopping;

    /// <summary>Makes a pump; <see cref="Start"/> starts it.</summary>
    /// <param name="recoveries">What is to be done.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="failed">Told when one dies of a defect.</param>
    public RecoveryPump(Recoveries recoveries, int threads, Action<Exception> failed)
    {
        ArgumentNullException.ThrowIfNull(recoveries);
        (_recoveries, _failed) = (recoveries, failed);
        recoveries.Work = () => _work.Release();
        _threads = [.. Enumerable.Range(0, threads).Select(n => new Thread(Run) { Name = $"recovery {n}", IsBackground = true, Priority = ThreadPriority.BelowNormal })];
    }

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Stops them after what each is doing, and waits for that.</summary>
    public void Dispose()
    {
        _stopping = true;
        _work.Release(_threads.Length);
        foreach (Thread thread in _threads)
        {
            if (thread.IsAlive)
            {
                thread.Join();
            }
        }
    }

    private void Run()
    {
        var records = new Tick[Recoveries.CopySize];
        try
        {
            while (!_stopping)
            {
                _work.Wait();
                _recoveries.TryWork(records);
            }
        }
        catch (Exception failure) when (Tell(failure))
        {
        }
    }

    private bool Tell(Exception failure)
    {
        _failed(failure);
        return true;
    }
}
