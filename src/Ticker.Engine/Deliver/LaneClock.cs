using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// A lane's deadlines: heartbeats, pings and the life signs they ask for, writes that take too long, closing
/// handshakes that do not end. Each subscriber is looked at when its next deadline comes, and at least once a
/// second. Only its lane's thread uses it.
/// </summary>
/// <param name="lane">The lane.</param>
/// <param name="market">The market, for where the stream stands.</param>
/// <param name="options">The intervals.</param>
/// <param name="time">The clock.</param>
internal sealed class LaneClock(Lane lane, LaneMarket market, DeliveryOptions options, TimeProvider time)
{
    private readonly PriorityQueue<Subscriber, long> _due = new();
    private readonly HashSet<Subscriber> _subscribers = [];
    private readonly byte[] _heartbeat = new byte[FrameSpace.MaxMessage];
    private readonly long _longestLook = lane.Ticks(TimeSpan.FromSeconds(1));

    /// <summary>Begins to look after a subscriber.</summary>
    public void Add(Subscriber subscriber)
    {
        long now = time.GetTimestamp();
        subscriber.NextHeartbeat = now + lane.Ticks(subscriber.FirstHeartbeat ?? options.HeartbeatInterval);
        subscriber.NextPing = subscriber.Framing.IsOneWay ? long.MaxValue : now + lane.Ticks(options.PingInterval);
        subscriber.NextStatement = subscriber.StatementInterval is { } interval ? now + lane.Ticks(interval) : long.MaxValue;
        _subscribers.Add(subscriber);
        Schedule(subscriber);
    }

    /// <summary>A subscriber was answered: it is to ask again soon, and is told nothing before.</summary>
    public void Answered(Subscriber subscriber)
    {
        (subscriber.NextHeartbeat, subscriber.HeartbeatWaits) = (long.MaxValue, false);
        subscriber.PongDeadline = time.GetTimestamp() + lane.Ticks(subscriber.Rest);
    }

    /// <summary>A subscriber that was answered asks again.</summary>
    public void Asked(Subscriber subscriber)
    {
        subscriber.NextHeartbeat = time.GetTimestamp() + lane.Ticks(subscriber.FirstHeartbeat ?? options.HeartbeatInterval);
        subscriber.PongDeadline = long.MaxValue;
        Schedule(subscriber);
    }

    /// <summary>Looks at a subscriber again when its next deadline comes.</summary>
    public void Schedule(Subscriber subscriber)
    {
        long next = Math.Min(time.GetTimestamp() + _longestLook, subscriber.PongDeadline);
        if (subscriber.State == SubscriberState.Closing)
        {
            // A write deadline that has passed is what closed it; looking at it again would never end.
            next = Math.Min(next, subscriber.CloseDeadline);
        }
        else
        {
            next = Math.Min(next, Math.Min(subscriber.NextHeartbeat, Math.Min(subscriber.NextPing, subscriber.NextStatement)));
            next = subscriber.IsStuck ? Math.Min(next, subscriber.BusySince + lane.Ticks(options.WriteDeadline)) : next;
        }

        // One that comes and goes often must not stand in the queue as often: what is looked at earlier is so anyway.
        if (next < subscriber.LookDue)
        {
            subscriber.LookDue = next;
            _due.Enqueue(subscriber, next);
        }
    }

    /// <summary>Looks after a subscriber no more.</summary>
    public void Forget(Subscriber subscriber) => _subscribers.Remove(subscriber);

    /// <summary>Everybody it looks after.</summary>
    public Subscriber[] Everybody() => [.. _subscribers];

    /// <summary>Does something to every subscriber; none is forgotten meanwhile.</summary>
    public void ForEach(Action<Subscriber> action)
    {
        foreach (Subscriber subscriber in _subscribers)
        {
            action(subscriber);
        }
    }

    /// <summary>All waiting control frames are on their way: the time for the life sign begins.</summary>
    public void ControlSent(Subscriber subscriber)
    {
        (subscriber.HeartbeatWaits, subscriber.StatementWaits) = (false, false);
        if (subscriber.PingWaits)
        {
            subscriber.PingWaits = false;
            subscriber.PongDeadline = time.GetTimestamp() + lane.Ticks(options.PongTimeout);
        }
    }

    /// <summary>Looks at those whose deadline has come.</summary>
    public void Look()
    {
        long now = time.GetTimestamp();
        while (_due.TryPeek(out Subscriber? subscriber, out long due) && due <= now)
        {
            _due.Dequeue();
            if (subscriber.Lane != lane || due != subscriber.LookDue)
            {
                continue;
            }

            subscriber.LookDue = long.MaxValue;
            if (subscriber.State != SubscriberState.Done)
            {
                Look(subscriber, now);
            }

            if (subscriber.State != SubscriberState.Done)
            {
                Schedule(subscriber);
            }
        }
    }

    /// <summary>When the next deadline comes; <see cref="long.MaxValue"/> = there is none.</summary>
    public long Next => _due.TryPeek(out _, out long due) ? due : long.MaxValue;

    private void Look(Subscriber subscriber, long now)
    {
        if (now >= subscriber.CloseDeadline || now >= subscriber.PongDeadline)
        {
            lane.Complete(subscriber, SubscriberEnd.Aborted);
        }
        else if (subscriber.State == SubscriberState.Open)
        {
            if (subscriber.IsStuck && now >= subscriber.BusySince + lane.Ticks(options.WriteDeadline))
            {
                lane.Evict(subscriber, EvictionReason.WriteDeadline);
                return;
            }

            if (now >= subscriber.NextHeartbeat)
            {
                subscriber.NextHeartbeat = now + lane.Ticks(options.HeartbeatInterval);
                if (!subscriber.Entitlements.Symbols.IsNone)
                {
                    SendHeartbeat(subscriber);
                }
            }

            if (now >= subscriber.NextStatement)
            {
                subscriber.NextStatement = now + lane.Ticks(subscriber.StatementInterval!.Value);
                SendStatements(subscriber);
            }

            if (now >= subscriber.NextPing)
            {
                subscriber.NextPing = now + lane.Ticks(options.PingInterval);
                if (!subscriber.PingWaits && subscriber.PongDeadline == long.MaxValue)
                {
                    subscriber.PingWaits = true;
                    lane.Reply(subscriber, WebSocketOpcode.Ping, "ticker"u8);
                }
            }
        }
    }

    /// <summary>Tells a subscriber where the stream stands and how far it has come; not while an older one has not left.</summary>
    public void SendHeartbeat(Subscriber subscriber)
    {
        if (subscriber.HeartbeatWaits)
        {
            return;
        }

        subscriber.HeartbeatWaits = true;
        int feeds = FeedsThatFit(subscriber.Subscriptions.Count);
        var writer = new HeartbeatWriter(_heartbeat, subscriber.Encoding);
        writer.Begin(market.Position, UnixNanos.Now(time), subscriber.Subscriptions.Count, feeds);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            subscription.Outflow?.Reached(market.Position);
            writer.AddSubscription(subscription.Id, subscription.CaughtUp);
        }

        for (int feed = 1; feeds > 0; feed++)
        {
            if (market.Feeds[feed] is { Version: > 0 } entry)
            {
                writer.AddFeed(entry.Utf8Name, entry.State);
                feeds--;
            }
        }

        lane.Reply(subscriber, _heartbeat.AsSpan(0, writer.Finish()), subscriber.Framing.TellsPosition ? ResumeOf(subscriber) : null);
    }

    // Not of a subscription that its client has not been told of, nor while older ones have not left.
    private void SendStatements(Subscriber subscriber)
    {
        if (subscriber.StatementWaits)
        {
            return;
        }

        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            if (subscription.IsTold)
            {
                lane.Reply(subscriber, subscription.Settle(market.Slots));
                subscriber.StatementWaits = true;
            }
        }
    }

    // Where one may resume that has had all there was; null = something is still to be sent.
    private StreamPosition? ResumeOf(Subscriber subscriber)
    {
        if (subscriber.Subscriptions.Count == 0 || subscriber.GatheredBytes > 0)
        {
            return null;
        }

        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            if (subscription.Outflow is null or { IsBehind: true })
            {
                return null;
            }
        }

        return new StreamPosition(lane.Epoch, market.Position);
    }

    // Hundreds of feeds beside a thousand subscriptions would not fit into a message: then the later feeds are left out.
    private int FeedsThatFit(int subscriptions)
    {
        if (HeartbeatWriter.MaxBytes(subscriptions, market.Feeds.Count, market.Feeds.NameBytes) <= _heartbeat.Length)
        {
            return market.Feeds.Count;
        }

        int fit = 0;
        int names = 0;
        for (int feed = 1; fit < market.Feeds.Count; feed++)
        {
            if (market.Feeds[feed] is { Version: > 0 } entry)
            {
                names += entry.Utf8Name.Length;
                if (HeartbeatWriter.MaxBytes(subscriptions, fit + 1, names) > _heartbeat.Length)
                {
                    break;
                }

                fit++;
            }
        }

        return fit;
    }
}
