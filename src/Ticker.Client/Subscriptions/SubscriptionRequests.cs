using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>
/// What may be asked of a connection. Each is sent and not waited for: the answer comes among what is read, in order.
/// All throw <see cref="SubscriberException"/> when the connection has ended. One caller sends at a time.
/// </summary>
public static class SubscriptionRequests
{
    /// <summary>Begins a subscription: a <see cref="Subscribed"/> answers, or an <see cref="ErrorReply"/> with its id.</summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="request">What to subscribe to, and at what pace.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    public static ValueTask SubscribeAsync(this TickerSubscriber subscriber, SubscribeMessage request, CancellationToken cancellation = default) =>
        Send(subscriber, request, cancellation);

    /// <summary>
    /// Changes a subscription while it lives: a <see cref="Subscribed"/> answers, whose sequence says from where on the change holds.
    /// </summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="change">What changes; what it leaves out stays.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    public static ValueTask ModifyAsync(this TickerSubscriber subscriber, ModifyMessage change, CancellationToken cancellation = default) =>
        Send(subscriber, change, cancellation);

    /// <summary>Stops delivery: what happens meanwhile collapses, in mode <c>all</c> it waits within the budget. No answer comes.</summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    public static ValueTask PauseAsync(this TickerSubscriber subscriber, int id, CancellationToken cancellation = default) =>
        Send(subscriber, new PauseMessage { Id = id }, cancellation);

    /// <summary>Restarts delivery. No answer comes but what waited.</summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    public static ValueTask ResumeAsync(this TickerSubscriber subscriber, int id, CancellationToken cancellation = default) =>
        Send(subscriber, new ResumeMessage { Id = id }, cancellation);

    /// <summary>
    /// Asks for a subscription's accounts: a <see cref="Statement"/> answers, to be held against
    /// <see cref="TickerSubscriber.Accounts"/> as soon as it has been read.
    /// </summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    public static ValueTask StatementAsync(this TickerSubscriber subscriber, int id, CancellationToken cancellation = default) =>
        Send(subscriber, new StatementRequest { Id = id }, cancellation);

    /// <summary>Ends a subscription: an <see cref="Unsubscribed"/> with its final accounts answers, and nothing of it follows.</summary>
    /// <param name="subscriber">The connection.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="cancellation">Gives up, and with it the connection.</param>
    public static ValueTask UnsubscribeAsync(this TickerSubscriber subscriber, int id, CancellationToken cancellation = default) =>
        Send(subscriber, new UnsubscribeMessage { Id = id }, cancellation);

    private static ValueTask Send(TickerSubscriber subscriber, ClientMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return subscriber.SendAsync(message, cancellation);
    }
}
