using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>Holds subscribers to the least interval that an operator has set for them. Only its lane's thread uses it.</summary>
/// <param name="lane">The lane.</param>
/// <param name="replies">Makes the changes.</param>
internal sealed class LaneHolds(Lane lane, LaneReplies replies)
{
    /// <summary>Holds a subscriber to an interval, and says so. Asked again, it tries again what there was no memory for.</summary>
    /// <param name="subscriber">Which; nothing happens if it is not served any more.</param>
    /// <param name="floorMs">In milliseconds; 0 = no longer.</param>
    public Holding Hold(Subscriber subscriber, int floorMs)
    {
        var holding = new Holding(() => subscriber.State == SubscriberState.Open ? lane.Reporter.Of(subscriber) : null);
        if (subscriber.State == SubscriberState.Open)
        {
            if (subscriber.FloorMs != floorMs)
            {
                subscriber.FloorMs = floorMs;
                Tell(subscriber);
            }

            foreach (Subscription subscription in subscriber.Subscriptions.Values)
            {
                Hold(subscription, holding);
            }
        }

        holding.Begun();
        return holding;
    }

    // One that is not at rest is changed when it is, whenever that may be.
    private void Hold(Subscription subscription, Holding holding)
    {
        Change? change = subscription.Changes?.FirstOrDefault(change => change.IsByHand);
        if (change is null)
        {
            change = Change.ByHand(subscription);
            (subscription.Changes ??= new(1)).Enqueue(change);
        }

        if (subscription is { Stage: SubscriptionStage.Live, Changing: null })
        {
            holding.Await(change);
        }

        replies.GoOn(subscription);
    }

    private void Tell(Subscriber subscriber)
    {
        // One that cannot speak is told first whether it is served at all.
        if (!subscriber.Framing.IsOneWay || subscriber.Subscriptions.Values.Any(subscription => subscription.IsTold))
        {
            lane.Reply(subscriber, subscriber.FloorMs > 0
                ? new Notice { Code = NoticeCode.Conflating, Detail = $"the server's operator gives a quote of an instrument every {subscriber.FloorMs} ms at most; subscriptions in mode all stay as they are" }
                : new Notice { Code = NoticeCode.CaughtUp, Detail = "the server's operator holds nothing back any more" });
        }
    }
}
