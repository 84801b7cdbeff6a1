using Ticker.Engine.Access;

namespace Ticker.Server.Access;

/// <summary>
/// Reads keys again when they change, and has the gate end those who may not stay, several times a second. Tells of those who
/// show what proves nothing.
/// </summary>
/// <param name="gate">The gate.</param>
/// <param name="files">What is read again.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told.</param>
internal sealed partial class AccessPump(AccessGate gate, IEnumerable<IReloaded> files, TimeProvider time, ILogger<AccessPump> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        gate.Refusals.Began += LogRefused;
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
        finally
        {
            gate.Refusals.Began -= LogRefused;
        }
    }

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning, Message = "{Address} shows keys, tokens or tickets that are not valid; further ones are counted, and told of again when none has come from there for a minute.")]
    private partial void LogRefused(System.Net.IPAddress address);
}
