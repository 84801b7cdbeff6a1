using Ticker.Client.Subscriptions;

namespace Ticker.Cli.Watching;

/// <summary>Reads a subscription until it is enough, or the user says so; then asks for its end, and reads what is left up to the final accounts.</summary>
/// <param name="subscriber">Its connection; nobody else reads it meanwhile.</param>
/// <param name="id">The subscription.</param>
/// <param name="accounts">Told of every message, before anybody else.</param>
internal sealed class SubscriptionPump(TickerSubscriber subscriber, int id, FinalAccounts accounts)
{
    /// <summary>How long a server has to end a subscription.</summary>
    public static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(5);

    /// <summary>Whether what has been taken is enough.</summary>
    public required Func<bool> IsEnough { get; init; }

    /// <summary>Takes a message; its token is cancelled when there is no more time.</summary>
    public required Func<SubscriberMessage, CancellationToken, ValueTask> TakeAsync { get; init; }

    /// <summary>How long to read; null = no end.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>Cancelled when it has been read for long enough, where that is not known beforehand.</summary>
    public CancellationToken Enough { get; init; }

    /// <summary>What a command fails with whose server has not ended its subscription in time: without that, nothing says that all has come.</summary>
    public static CommandException NotEnded() =>
        new(ExitCode.Failed, FormattableString.Invariant($"the server did not end the subscription within {EndingTime.TotalSeconds:0} s: there are no final accounts"));

    /// <summary>Reads.</summary>
    /// <param name="interruption">The first asks for the final accounts, the second ends without them.</param>
    /// <returns>Whether the accounts came; otherwise the server ended the stream before.</returns>
    /// <exception cref="SubscriberException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The user will not wait, or the server did not end the subscription in time.</exception>
    public async Task<bool> RunAsync(Interruption interruption)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interruption.Forced);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(interruption.Asked, Enough);
        enough.CancelAfter(Length ?? Timeout.InfiniteTimeSpan);
        Task asked = Task.Delay(Timeout.InfiniteTimeSpan, enough.Token);
        bool ending = false;
        while (!accounts.AreFinal)
        {
            Task<SubscriberMessage?> reading = subscriber.ReadAsync(limit.Token).AsTask();
            if (!ending && !IsEnough())
            {
                await Task.WhenAny(reading, asked);
            }

            if (!ending && (IsEnough() || asked.IsCompleted))
            {
                ending = true;
                limit.CancelAfter(EndingTime);
                await subscriber.UnsubscribeAsync(id, limit.Token);
            }

            if (await reading is not { } message)
            {
                return false;
            }

            accounts.Take(message.Control, subscriber.Accounts);
            await TakeAsync(message, limit.Token);
        }

        return true;
    }
}
