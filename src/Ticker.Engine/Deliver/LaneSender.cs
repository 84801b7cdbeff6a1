using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Sends what a turn has brought about: first each cohort's bytes, composed once, to all that are in step; then to
/// each subscriber what is its alone. Only its lane's thread uses it.
/// </summary>
/// <param name="lane">Told of connections that are lost.</param>
/// <param name="market">The market.</param>
/// <param name="work">What there is to send.</param>
/// <param name="composer">Puts frames together.</param>
/// <param name="ledger">Counts what is sent.</param>
/// <param name="sendsBetweenLooks">After so many sends there may be something new to send to the rest.</param>
/// <param name="time">The clock.</param>
internal sealed class LaneSender(Lane lane, LaneMarket market, LaneWork work, FrameComposer composer, LaneLedger ledger, int sendsBetweenLooks, TimeProvider time)
{
    private const int LeastFillLimit = 4096;

    // Leaving costs a copy: one that is slow now and then must not leave and come back all the time.
    private readonly long _calmFor = lane.Ticks(TimeSpan.FromSeconds(1));
    private readonly List<Subscription> _slow = [];
    private readonly List<Subscriber> _lost = [];
    private int _sends;

    /// <summary>Whether somebody who takes what comes was due more than one send holds.</summary>
    public bool LeftSome { get; private set; }

    /// <summary>
    /// Sends once to each cohort that is due, and at most once to each subscriber. What comes meanwhile is taken in
    /// from time to time: those who are served last must not get what was new when the first were.
    /// </summary>
    public void Send()
    {
        LeftSome = false;
        composer.BeginTurn();
        for (int due = work.Due; due > 0; due--)
        {
            LookForNew();
            Send(work.TakeDue());
        }

        for (int ready = work.Ready; ready > 0; ready--)
        {
            LookForNew();
            Subscriber subscriber = work.TakeReady();
            if (subscriber.State != SubscriberState.Done && !subscriber.SinkBusy)
            {
                Send(subscriber);
            }
        }
    }

    /// <summary>The socket of a subscriber takes something again.</summary>
    public void Free(Subscriber subscriber)
    {
        (subscriber.SinkBusy, subscriber.IsHeld, subscriber.IsAnswered) = (false, false, false);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            subscription.Move();
        }

        Unblock(subscriber);
    }

    // How many bytes may still be put into its send of this turn.
    private static int Room(Subscriber subscriber) =>
        subscriber.SinkBusy || subscriber.State != SubscriberState.Open ? 0 : subscriber.FillLimit - subscriber.Control.Count - subscriber.GatheredBytes;

    private void LookForNew()
    {
        if (_sends >= sendsBetweenLooks)
        {
            _sends = 0;
            lane.TakeTicks();
        }
    }

    // It has taken what it had: cohorts that waited for it are due.
    private void Unblock(Subscriber subscriber)
    {
        // In the order in which they came to wait: so its subscriptions take turns.
        while (subscriber.Blocked is { Count: > 0 } blocked)
        {
            Cohort cohort = blocked.Dequeue();
            if (cohort.IsBlocked)
            {
                cohort.IsBlocked = false;
                work.Add(cohort);
            }
        }
    }

    private void Send(Cohort cohort)
    {
        if (cohort.Shared is not { HasWork: true } || !LetSlowOnesLeave(cohort, out int limit))
        {
            return;
        }

        ReadOnlySpan<byte> bytes = composer.Compose(cohort, limit, out ulong first, out ulong last);
        foreach (Subscription subscription in bytes.IsEmpty ? [] : cohort.InStep)
        {
            if (last != 0)
            {
                subscription.FirstSequence = subscription.FirstSequence == 0 ? first : subscription.FirstSequence;
                subscription.LastSequence = Math.Max(subscription.LastSequence, last);
            }

            Give(subscription.Owner, bytes);
        }

        if (cohort.Shared.HasWork)
        {
            LeftSome = true;
            work.Add(cohort);
        }

        foreach (Subscriber lost in _lost)
        {
            lane.Complete(lost, SubscriberEnd.Aborted);
        }

        _lost.Clear();
    }

    // False when nobody can take anything: then the cohort waits for the first who can. What was composed for the
    // others would be lost to one that cannot, so it leaves before.
    private bool LetSlowOnesLeave(Cohort cohort, out int limit)
    {
        limit = FrameSpace.MaxMessage;
        _slow.Clear();
        foreach (Subscription subscription in cohort.InStep)
        {
            int room = Room(subscription.Owner);
            if (room >= FrameSpace.Least)
            {
                limit = Math.Min(limit, room);
            }
            else
            {
                _slow.Add(subscription);
            }
        }

        cohort.IsBlocked = _slow.Count == cohort.InStep.Length;
        foreach (Subscription slow in _slow)
        {
            if (cohort.IsBlocked)
            {
                (slow.Owner.Blocked ??= new(1)).Enqueue(cohort);
            }
            else if (!cohort.TryLeave(slow, work))
            {
                // There is no memory for the copy, and without one what is composed now would be lost to it.
                lane.Evict(slow.Owner, EvictionReason.Memory);
            }
        }

        return !cohort.IsBlocked;
    }

    // One that has other things to send too gets all of it in one send, later in this turn.
    private void Give(Subscriber subscriber, ReadOnlySpan<byte> bytes)
    {
        if (subscriber.Subscriptions.Count > 1 || subscriber.Control.Count > 0)
        {
            subscriber.Gathered.Add(bytes);
            work.Add(subscriber);
        }
        else if (Deliver(subscriber, bytes) == SendOutcome.Broken)
        {
            _lost.Add(subscriber);
        }
    }

    private void Send(Subscriber subscriber)
    {
        ReadOnlySpan<byte> bytes = composer.Compose(subscriber);
        SendOutcome outcome = bytes.IsEmpty ? SendOutcome.Sent : Deliver(subscriber, bytes);
        if (outcome == SendOutcome.Broken)
        {
            lane.Complete(subscriber, SubscriberEnd.Aborted);
            return;
        }

        if (subscriber.Control.Count == 0)
        {
            lane.ControlSent(subscriber);
        }

        foreach (Subscription subscription in composer.WentLive)
        {
            lane.WentLive(subscription);
        }

        if (outcome == SendOutcome.Sent)
        {
            AfterSent(subscriber);
        }
    }

    private SendOutcome Deliver(Subscriber subscriber, ReadOnlySpan<byte> bytes)
    {
        _sends++;
        SendOutcome outcome = subscriber.Sink.TrySend(bytes);
        ledger.Sent(bytes.Length);
        subscriber.LastWrite = work.Now;

        // A peer that cannot keep up is given less at a time: what is put together grows old while it waits.
        subscriber.FillLimit = outcome is SendOutcome.Sent or SendOutcome.Answered
            ? Math.Min(FrameSpace.MaxMessage, subscriber.FillLimit * 2)
            : Math.Max(LeastFillLimit, subscriber.FillLimit / 2);
        if (outcome is SendOutcome.Pending or SendOutcome.Held or SendOutcome.Unread)
        {
            subscriber.SinkBusy = true;
            subscriber.IsHeld = outcome != SendOutcome.Pending;

            // Of one that reads nothing, each send only finds that out again.
            subscriber.BusySince = outcome == SendOutcome.Unread && subscriber.ReadsNothing ? subscriber.BusySince : time.GetTimestamp();
        }

        if (outcome == SendOutcome.Answered)
        {
            (subscriber.SinkBusy, subscriber.IsAnswered) = (true, true);
            lane.Answered(subscriber);
        }

        subscriber.ReadsNothing = outcome == SendOutcome.Unread;

        return outcome;
    }

    private void AfterSent(Subscriber subscriber)
    {
        Unblock(subscriber);
        if (subscriber.State == SubscriberState.Closing && subscriber.Control.Count == 0)
        {
            if (subscriber.OutputEndsAfterClose)
            {
                subscriber.OutputEndsAfterClose = false;
                subscriber.Sink.EndOutput();
            }

            if (subscriber.PeerClosed)
            {
                lane.Complete(subscriber, SubscriberEnd.Closed);
            }

            return;
        }

        if (subscriber.FillLimit == FrameSpace.MaxMessage && (subscriber.BusySince == 0 || work.Now - subscriber.BusySince >= _calmFor))
        {
            foreach (Subscription subscription in composer.Emptied)
            {
                if (subscription is { Stage: SubscriptionStage.Live, IsPaused: false, Own: not null })
                {
                    subscription.Cohort.TryJoin(subscription, market.Slots, work);
                }
            }
        }

        if (subscriber.Control.Count > 0 || subscriber.Round.Count > 0)
        {
            LeftSome = true;
            work.Add(subscriber);
        }
    }
}
