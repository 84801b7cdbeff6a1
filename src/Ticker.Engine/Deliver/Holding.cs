namespace Ticker.Engine.Deliver;

/// <summary>
/// An operator's least interval on its way to the subscriptions of a connection: over when of each that is at rest it is
/// known whether it was changed. Its lane's thread tells; any may wait.
/// </summary>
/// <param name="report">Tells how the connection stands, on its lane's thread; null when it is ending.</param>
internal sealed class Holding(Func<SubscriberReport?> report)
{
    private readonly TaskCompletionSource<HoldReport?> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _refused = [];

    // Its own beginning among them.
    private int _open = 1;

    /// <summary>Completes with what became of it; null when the connection is ending.</summary>
    public Task<HoldReport?> Settled => _settled.Task;

    /// <summary>It is not over before a change is.</summary>
    public void Await(Change change)
    {
        _open++;
        change.Settled += isRefused => Note(change, isRefused);
    }

    /// <summary>All changes that it waits for are named.</summary>
    public void Begun()
    {
        if (--_open == 0)
        {
            _settled.SetResult(report() is { } subscriber ? new HoldReport(subscriber, [.. _refused.Order()]) : null);
        }
    }

    private void Note(Change change, bool isRefused)
    {
        if (isRefused)
        {
            _refused.Add(change.Subscription.Id);
        }

        Begun();
    }
}
