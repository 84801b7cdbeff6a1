using System.Runtime.InteropServices;

namespace Ticker.Server.Drain;

/// <summary>
/// Ends the process at once when it is told to stop while it stops already. The first signal is the host's. What the
/// journal has then is what it has after a crash.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    private const int KilledBy = 128;

    private static readonly (PosixSignal Signal, int Number)[] Signals = [(PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15)];

    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <summary>Begins to count.</summary>
    public SecondSignal() => _registrations = [.. Signals.Select(one => PosixSignalRegistration.Create(one.Signal, context => Take(context, one.Number)))];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Take(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
        {
            Environment.Exit(KilledBy + number);
        }
    }
}
