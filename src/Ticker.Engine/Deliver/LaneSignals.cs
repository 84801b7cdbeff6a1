using System.Collections.Concurrent;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// What has happened to a lane's subscribers, outside of what they ask for: they came, their sinks take something again, their
/// peers are gone, what they may ask for has changed. Any thread adds; only the lane's thread takes.
/// </summary>
/// <param name="lane">The lane.</param>
/// <param name="clock">Knows its subscribers.</param>
/// <param name="drain">Warns those who come.</param>
/// <param name="sender">Sends to those who take something again.</param>
/// <param name="desk">Gets back what was read for subscriptions.</param>
/// <param name="replies">Told of what subscribers may ask for now.</param>
/// <param name="work">Told who is to be sent something.</param>
/// <param name="time">The clock.</param>
internal sealed class LaneSignals(
    Lane lane, LaneClock clock, LaneDrain drain, LaneSender sender, SubscriptionDesk desk, LaneReplies replies, LaneWork work, TimeProvider time)
{
    private readonly ConcurrentQueue<Subscriber> _signalled = new();

    /// <summary>Something happened to a subscriber, which does not wait here already.</summary>
    public void Add(Subscriber subscriber) => _signalled.Enqueue(subscriber);

    /// <summary>Takes those that wait now. Whoever comes meanwhile waits for the next turn.</summary>
    public void Take()
    {
        for (int queued = _signalled.Count; queued > 0 && _signalled.TryDequeue(out Subscriber? subscriber); queued--)
        {
            if (subscriber.Lane != lane)
            {
                // It has gone to another, which looks at it in any case.
                continue;
            }

            SubscriberSignals signals = subscriber.TakeSignals();
            if (subscriber.State != SubscriberState.Done)
            {
                Take(subscriber, signals);
            }
        }
    }

    /// <summary>Takes all that wait without looking at what has happened to them.</summary>
    /// <param name="action">What is done to each.</param>
    public void Take(Action<Subscriber> action)
    {
        while (_signalled.TryDequeue(out Subscriber? subscriber))
        {
            if (subscriber.Lane == lane)
            {
                action(subscriber);
            }
        }
    }

    private void Take(Subscriber subscriber, SubscriberSignals signals)
    {
        if (signals.HasFlag(SubscriberSignals.Joined))
        {
            clock.Add(subscriber);
            drain.Joined(subscriber);
        }

        bool tookWhatWaited = signals.HasFlag(SubscriberSignals.Writable) && !subscriber.IsHeld;
        if (tookWhatWaited || signals.HasFlag(SubscriberSignals.Alive))
        {
            // A peer that takes what waited for it is as alive as one that answers.
            subscriber.PongDeadline = long.MaxValue;
        }

        if (signals.HasFlag(SubscriberSignals.Alive))
        {
            subscriber.LastPong = time.GetTimestamp();
        }

        if (signals.HasFlag(SubscriberSignals.PeerGone))
        {
            lane.Complete(subscriber, subscriber.SinkBusy && !subscriber.IsHeld ? SubscriberEnd.Aborted : SubscriberEnd.Closed);
            return;
        }

        if (signals.HasFlag(SubscriberSignals.PeerClosed))
        {
            subscriber.PeerClosed = true;
            lane.Close(subscriber, subscriber.TakeCloseAsked());
        }

        if ((signals & (SubscriberSignals.Close | SubscriberSignals.Fail)) != 0)
        {
            lane.Close(subscriber, subscriber.TakeCloseAsked(), signals.HasFlag(SubscriberSignals.Fail));
        }

        if (signals.HasFlag(SubscriberSignals.Asked) && subscriber.IsAnswered)
        {
            clock.Asked(subscriber);
            sender.Free(subscriber);
        }

        if (signals.HasFlag(SubscriberSignals.Writable))
        {
            sender.Free(subscriber);
        }

        if (signals.HasFlag(SubscriberSignals.Recovered))
        {
            desk.TakeBack(subscriber);
        }

        if ((signals & (SubscriberSignals.ProofExpiring | SubscriberSignals.EntitlementsChanged)) != 0)
        {
            replies.AccessChanged(subscriber, signals.HasFlag(SubscriberSignals.ProofExpiring));
        }

        subscriber.PongOwed |= signals.HasFlag(SubscriberSignals.Pinged);
        if (subscriber.PongOwed && !subscriber.SinkBusy)
        {
            // Not while it could only be queued: a newer one takes the place of one that has not left.
            subscriber.PongOwed = false;
            Span<byte> payload = stackalloc byte[WebSocketFrame.MaxControlPayload];
            lane.Reply(subscriber, WebSocketOpcode.Pong, payload[..subscriber.CopyPing(payload)]);
        }

        if (subscriber.Control.Count > 0 || subscriber.Round.Count > 0 || subscriber.State == SubscriberState.Closing)
        {
            work.Add(subscriber);
        }
    }
}
