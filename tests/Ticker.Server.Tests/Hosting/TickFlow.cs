namespace Ticker.Server.Tests.Hosting;

/// <summary>Ticks that flow beside a test until it ends.</summary>
internal sealed class TickFlow : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _flowing;

    /// <param name="step">What is done again and again, counted from 0.</param>
    public TickFlow(Func<long, Task> step) => _flowing = Task.Run(async () =>
    {
        for (long n = 0; !_stop.IsCancellationRequested; n++)
        {
            await step(n);
        }
    });

    /// <summary>A flow that makes so many ticks a second, in steps of 5 ms.</summary>
    public static TickFlow Paced(int perSecond, Func<long, Task> tick, Func<Task> flush)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        long done = 0;
        return new TickFlow(async _ =>
        {
            long due = (long)(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond);
            while (done < due)
            {
                await tick(done++);
            }

            await flush();
            await Task.Delay(5);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _flowing;
        _stop.Dispose();
    }
}
