namespace Ticker.Server.Drain;

/// <summary>Tells what serves streams without end when they must end. Thread-safe.</summary>
internal sealed class DrainSignal : IDisposable
{
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Cancelled when feeds and long answers are to end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>They are to end now.</summary>
    public Task EndAsync() => _ending.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();
}
