using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>A way to get a subscription by plain HTTP.</summary>
/// <param name="connectTimeout">How long an answer may take to begin.</param>
internal abstract class HttpRoad(TimeSpan connectTimeout)
{
    /// <summary>How long an answer may take to begin.</summary>
    protected TimeSpan ConnectTimeout => connectTimeout;

    /// <summary>Finds out whether the road leads to the server.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="request">For what.</param>
    /// <param name="key">What proves who asks; null = nothing.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="SubscriberException">It does not.</exception>
    /// <exception cref="HttpSubscriptionRefusal">It does, and this is not given.</exception>
    public abstract Task ProveAsync(HttpClient client, SubscribeMessage request, string? key, CancellationToken cancellation);

    /// <summary>Asks for a subscription and gives what comes, until its end.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="request">For what.</param>
    /// <param name="key">What proves who asks; null = nothing.</param>
    /// <param name="give">Takes what comes; while it does, nothing is read.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="Exception">How it ended; it does not end otherwise.</exception>
    public abstract Task ReadAsync(HttpClient client, SubscribeMessage request, string? key, Func<HttpItem, ValueTask> give, CancellationToken stop);

    /// <summary>Waits for something, but not for too long.</summary>
    /// <exception cref="MuteException">It took too long.</exception>
    protected static async Task<T> WithinAsync<T>(TimeSpan longest, Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(longest);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new MuteException("no answer in time");
        }
    }
}
