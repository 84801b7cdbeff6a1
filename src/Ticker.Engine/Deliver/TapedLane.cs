using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// A lane that is driven by a tape: what a replay needs of it besides its turns. Only whoever turns the lane may use it,
/// and only between turns or from within <see cref="Subscriber.Tape"/>.
/// </summary>
/// <param name="lane">A lane that was made with a tape's clock.</param>
/// <param name="inlet">Its inlet.</param>
public sealed class TapedLane(Lane lane, LaneInlet inlet)
{
    /// <summary>The lane.</summary>
    public Lane Lane => lane;

    /// <summary>
    /// The stamp of the tape's clock at which the lane next has something to do by itself; <see cref="long.MaxValue"/> =
    /// nothing. Then it is to be turned before any tick that is later.
    /// </summary>
    public long NextRelease => lane.Work.NextRelease;

    /// <summary>How many subscriptions there are.</summary>
    public int Subscriptions => lane.Desk.Alive;

    /// <summary>Whether any subscriber has a subscription that has to do with time.</summary>
    public static bool HasIntervals(Subscriber subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            if (subscription.Cohort.Key.Pace.Mode == DeliveryMode.Interval)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether messages of the peer wait: while the tape is between two places.</summary>
    public bool HoldsCommands
    {
        get => lane.HoldsCommands;
        set => lane.HoldsCommands = value;
    }

    /// <summary>Queues a batch; the lane must be turned as often as its inlet holds batches.</summary>
    public void Feed(TickBatch batch)
    {
        if (!inlet.TryWrite(batch))
        {
            throw new InvalidOperationException("more was fed to a taped lane than it has turned");
        }
    }

    /// <summary>Says something to a subscriber.</summary>
    public void Tell(Subscriber subscriber, ServerMessage message) => lane.Reply(subscriber, message);

    /// <summary>Refuses a message of a subscriber.</summary>
    public void Refuse(Subscriber subscriber, string code, string message) =>
        lane.Reply(subscriber, new ErrorReply { Code = code, Message = message });

    /// <summary>
    /// Ends all subscriptions, with a statement for each. When the lane has come to rest after it, it may
    /// <see cref="Forget"/>.
    /// </summary>
    /// <returns>What asks for the same again: for <see cref="Ask"/>.</returns>
    public IReadOnlyList<ClientMessage> EndAll(Subscriber subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var again = new List<ClientMessage>();
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            again.Add(subscription.Request);
            if (subscription.IsPaused)
            {
                again.Add(new PauseMessage { Id = subscription.Id });
            }

            lane.Desk.End(subscription);
            lane.Reply(subscriber, subscription.Settle(lane.Market.Slots));
        }

        subscriber.Subscriptions.Clear();
        return again;
    }

    /// <summary>Forgets the market: nothing has happened yet. There must be no subscription, and the lane must be at rest.</summary>
    /// <exception cref="InvalidOperationException">Something of a subscription is left.</exception>
    public void Forget()
    {
        if (lane.Desk.Count > 0)
        {
            throw new InvalidOperationException("a lane with subscriptions cannot forget the market");
        }

        lane.Work.ForgetHeld();
        lane.Market.Forget();
    }

    /// <summary>What was fed was how everything stands at a position: that is where the lane is.</summary>
    public void StandAt(ulong position) => lane.Market.StandAt(position);

    /// <summary>Has a subscriber ask for something, as if it came from its peer: nothing, if it is gone since.</summary>
    public void Ask(Subscriber subscriber, ClientMessage message) => lane.Replies.Run(LaneCommand.For(subscriber, message));
}
