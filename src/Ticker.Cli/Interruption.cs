using System.Runtime.InteropServices;

namespace Ticker.Cli;

/// <summary>
/// Ctrl-C and termination signals. The first asks the command to end in good order; the second, or a few seconds,
/// ends it where it stands. Thread-safe.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _forced = new();
    private readonly List<PosixSignalRegistration> _signals;

    /// <summary>Takes the signals over from here on.</summary>
    public Interruption() =>
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];

    /// <summary>Cancelled when the user wants an end.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Cancelled when the user will wait no longer.</summary>
    public CancellationToken Forced => _forced.Token;

    /// <summary>Gives the signals back.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _asked.Dispose();
        _forced.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_asked.IsCancellationRequested)
        {
            _forced.Cancel();
            return;
        }

        _forced.CancelAfter(Grace);
        _asked.Cancel();
    }
}
