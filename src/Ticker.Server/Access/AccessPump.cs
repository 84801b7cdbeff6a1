using Ticker.Engine.Access;

namespace Ticker.Server.Access;

/// <summary>Reads keys again when they change, and has the gate end those who may not stay, several times a second.</summary>
/// <param name="gate">The gate.</param>
/// <param name="files">What is read again.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of files that were read, or cannot be.</param>
internal sealed class AccessPump(AccessGate gate, IEnumerable<IReloaded> files, TimeProvider time, ILogger<AccessPump> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (IReloaded file in files)
                {
                    file.Look(logger);
                }

                gate.Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
