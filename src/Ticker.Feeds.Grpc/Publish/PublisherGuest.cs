using Ticker.Engine.Access;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>A publisher that was let in: its stream ends when it may not stay, or may publish something else from now on.</summary>
internal sealed class PublisherGuest : IAdmitted, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Admission _admission;

    /// <param name="admission">What let it in; disposed with this.</param>
    public PublisherGuest(Admission admission)
    {
        (_admission, Entitlements, Gone) = (admission, admission.Entitlements, _gone.Token);
        admission.Attach(this);
    }

    /// <summary>What it may publish.</summary>
    public Entitlements Entitlements { get; }

    /// <summary>What operators see of who it is.</summary>
    public string Name => _admission.Identity?.Name ?? "";

    /// <summary>Cancelled when it may not stay.</summary>
    public CancellationToken Gone { get; }

    /// <inheritdoc/>
    public void Expiring()
    {
        // A publisher connects again with a new token, from its last sequence.
    }

    /// <inheritdoc/>
    public void Changed(Entitlements entitlements) => Cancel();

    /// <inheritdoc/>
    public void Ended(AccessEnd end) => Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _admission.Dispose();
        lock (_gone)
        {
            _gone.Dispose();
        }
    }

    // The stream that this ends is not to run on the gate's thread.
    private void Cancel() => ThreadPool.UnsafeQueueUserWorkItem(
        static guest =>
        {
            lock (guest._gone)
            {
                try
                {
                    guest._gone.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // It ended by itself.
                }
            }
        },
        this,
        preferLocal: false);
}
