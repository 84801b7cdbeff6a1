using System.Text.Json.Nodes;
using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;

namespace Ticker.Conformance;

/// <summary>Iterates over a subscription and tells its ticks, but for when it is held.</summary>
internal sealed class Iteration
{
    private volatile TaskCompletionSource _free = new();

    public Iteration(MarketSubscription subscription, Action<JsonObject> say, int leaveAfter)
    {
        _free.SetResult();
        Subscription = subscription;
        Completion = Task.Run(() => RunAsync(say, leaveAfter));
    }

    public MarketSubscription Subscription { get; }

    /// <summary>Ends with the iteration.</summary>
    public Task Completion { get; }

    public void Hold() => _free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _free.TrySetResult();

    // A loop that is left after so many ticks; whether there is more.
    private async Task<bool> LoopAsync(Action<JsonObject> say, int leaveAfter)
    {
        await foreach (ReceivedTick tick in Subscription)
        {
            say(TickLines.Of(Subscription.Id, [tick]));
            if (--leaveAfter == 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task RunAsync(Action<JsonObject> say, int leaveAfter)
    {
        var ended = new JsonObject { ["ev"] = "ended", ["id"] = Subscription.Id, ["reason"] = null };
        try
        {
            while (leaveAfter > 0 && await LoopAsync(say, leaveAfter))
            {
            }

            await foreach (TickBatch batch in Subscription.BatchesAsync())
            {
                await _free.Task;
                if (batch.Ticks.Length > 0)
                {
                    say(TickLines.Of(Subscription.Id, batch.Ticks.Span));
                }
            }
        }
        catch (ClientClosedException closed)
        {
            (ended["reason"], ended["code"], ended["text"]) = (EventLines.Word(closed.Reason), closed.Code, closed.Message);
        }
        catch (SubscriptionRefusedException refused)
        {
            (ended["reason"], ended["text"]) = (refused.Code, refused.Message);
        }
        catch (StreamGapException gap)
        {
            (ended["reason"], ended["text"]) = ("gap", gap.Message);
        }

        say(ended);
    }
}
