using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// The end of a lane that loses nobody anything: its subscribers are warned, what waits for them is sent, and each is
/// closed with the position from which it may go on. What is asked of it may be asked by any thread; it is done on its
/// lane's.
/// </summary>
/// <param name="lane">The lane.</param>
/// <param name="clock">Knows its subscribers.</param>
/// <param name="market">The market, for where the stream stands.</param>
/// <param name="work">What is held is to be sent.</param>
/// <param name="time">The clock.</param>
internal sealed class LaneDrain(Lane lane, LaneClock clock, LaneMarket market, LaneWork work, TimeProvider time)
{
    private volatile ReturnTimes? _returns;
    private volatile Step _asked;
    private long _flush;
    private bool _hasWarned;
    private Step _present;
    private long _deadline;

    private enum Step
    {
        None,
        Flush,
        CloseAtOnce,
    }

    /// <summary>Subscribers are to be told that the server is about to restart, and when to come back.</summary>
    public void Announce(ReturnTimes returns) => _returns = returns;

    /// <summary>Each subscriber is to be closed when nothing waits for it, or after so long.</summary>
    public void Begin(TimeSpan flush)
    {
        Volatile.Write(ref _flush, lane.Ticks(flush));
        _asked = Step.Flush;
    }

    /// <summary>Every subscriber is to be closed at once.</summary>
    public void CloseAtOnce() => _asked = Step.CloseAtOnce;

    /// <summary>A subscriber has joined: it is warned as the others were.</summary>
    public void Joined(Subscriber subscriber)
    {
        // One that cannot speak is told by its first message whether it is served, and that must come first.
        if (_hasWarned && !subscriber.Framing.IsOneWay)
        {
            Warn(subscriber);
        }
    }

    /// <summary>Does what was asked, as far as it can be done now. Once a turn, when all that was due is sent.</summary>
    public void Look()
    {
        // Before whether to warn, which is asked first: asked for both between two looks, it would close without a warning.
        Step asked = _asked;
        if (_returns is not null && !_hasWarned)
        {
            _hasWarned = true;
            clock.ForEach(Warn);
        }

        if (asked == Step.None)
        {
            return;
        }

        if (_present != asked)
        {
            _present = asked;
            _deadline = time.GetTimestamp() + Volatile.Read(ref _flush);
            work.ReleaseAll();
        }

        if (_present == Step.CloseAtOnce)
        {
            clock.ForEach(subscriber => lane.Close(subscriber, CloseReason.GoingAway));
        }
        else
        {
            CloseFlushed(isOver: time.GetTimestamp() >= _deadline);
        }
    }

    // By itself: what the closure holds would be allocated where its method begins, and so each turn.
    private void CloseFlushed(bool isOver) =>
        clock.ForEach(subscriber =>
        {
            if (subscriber.State == SubscriberState.Open && (isOver || subscriber.IsAnswered || IsFlushed(subscriber)))
            {
                clock.SendHeartbeat(subscriber);
                lane.Close(subscriber, CloseReason.Restarting(new StreamPosition(lane.Epoch, ResumeOf(subscriber))));
            }
        });

    // Whether all that is due to it has been taken by its sink.
    private static bool IsFlushed(Subscriber subscriber)
    {
        if ((subscriber.SinkBusy && !subscriber.IsHeld) || subscriber.Control.Count > 0 || subscriber.GatheredBytes > 0)
        {
            return false;
        }

        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            if (subscription.Stage != SubscriptionStage.Live || subscription.HasWork || subscription.Outflow is { HasWork: true })
            {
                return false;
            }
        }

        return true;
    }

    // The lowest of its subscriptions' positions; one that is owed a state has none to go on from.
    private ulong ResumeOf(Subscriber subscriber)
    {
        ulong resume = ulong.MaxValue;
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            subscription.Outflow?.Reached(market.Position);
            resume = subscription.HasPlace ? Math.Min(resume, subscription.CaughtUp) : resume;
        }

        return resume == ulong.MaxValue ? market.Position : resume;
    }

    private void Warn(Subscriber subscriber) =>
        lane.Reply(subscriber, new Notice { Code = NoticeCode.Draining, RetryMs = (int)_returns!.Next().TotalMilliseconds });
}
