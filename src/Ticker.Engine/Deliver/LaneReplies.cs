using Ticker.Engine.Access;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>Runs the messages of peers and answers them. Only its lane's thread uses it.</summary>
/// <param name="lane">The lane.</param>
/// <param name="desk">Begins and ends subscriptions.</param>
/// <param name="market">The market, for statements.</param>
/// <param name="work">Told what is to be sent.</param>
/// <param name="memory">The server's memory.</param>
/// <param name="options">How subscribers are served.</param>
/// <param name="time">The clock.</param>
/// <param name="recoveries">Gets what subscriptions missed; null = that is not offered.</param>
internal sealed class LaneReplies(
    Lane lane, SubscriptionDesk desk, LaneMarket market, LaneWork work, MemoryBudget memory, DeliveryOptions options, TimeProvider time, RecoveryDesk? recoveries)
{
    // A client that asks for one more again and again is not going to stop by itself.
    private const int ToleratedRefusals = 16;

    // More would not be read, and might not fit into a message.
    private const int NamesTold = 20;

    // Each waits for the one before; a client that sends more does not wait for answers.
    private const int MostChanges = 16;

    private readonly RequestLimits _limits = new(lane, options, time, recoveries);

    /// <summary>Runs one message of a peer. Once its connection is closing nothing is run: what began then, nobody would end.</summary>
    public void Run(LaneCommand command)
    {
        if (command.Question is { } question)
        {
            question();
            return;
        }

        Subscriber subscriber = command.Subscriber;
        if (subscriber.State != SubscriberState.Open)
        {
            return;
        }

        if (command is { Message: SubscribeMessage or ModifyMessage, Interest: { } read } && read.HeldTo != LaneCommand.ScopeOf(subscriber))
        {
            // What it may ask for has changed since it was read.
            command = LaneCommand.For(subscriber, command.Message);
        }

        switch (command.Message)
        {
            case SubscribeMessage subscribe:
                Subscribe(subscriber, subscribe, command.Interest!);
                break;
            case ModifyMessage modify:
                Modify(subscriber, modify, command.Interest!, command.Removed!);
                break;
            case PauseMessage { Id: 0 } or ResumeMessage { Id: 0 } when subscriber.Tape is null:
                Answer(subscriber, new MessageFault(FaultCodes.MissingKey, "id is missing") { Malformed = true });
                break;
            case PauseMessage { Id: 0 } or ResumeMessage { Id: 0 } or SeekMessage or StepMessage or SpeedMessage when subscriber.Tape is { } tape:
                tape(command.Message);
                break;
            case PauseMessage pause:
                Pause(subscriber, pause.Id, paused: true);
                break;
            case ResumeMessage resume:
                Pause(subscriber, resume.Id, paused: false);
                break;
            case UnsubscribeMessage unsubscribe:
                Unsubscribe(subscriber, unsubscribe.Id);
                break;
            case StatementRequest request:
                Settle(subscriber, request.Id);
                break;
            case PingMessage ping:
                lane.Reply(subscriber, new Pong { T = ping.T, Time = UnixNanos.Now(time) });
                break;
            case AuthMessage:
                // With authentication off there is nothing to prove; a client that carries a token anyway is welcome.
                break;
            case null when command.MoveTo is { } other:
                lane.Move(subscriber, other);
                break;
            case null when command.Reply is { } reply:
                lane.Reply(subscriber, reply);
                if (command.Close is { } reason)
                {
                    lane.Close(subscriber, reason);
                }

                break;
            case null:
                Answer(subscriber, command.Fault!);
                break;
            default:
                Refuse(subscriber, "unsupported", "this server does not offer that op", null);
                break;
        }
    }

    /// <summary>What a subscriber may ask for has changed, or what proves who it is ends soon.</summary>
    /// <param name="subscriber">Which.</param>
    /// <param name="expiring">Whether its proof ends soon.</param>
    public void AccessChanged(Subscriber subscriber, bool expiring)
    {
        if (expiring)
        {
            lane.Reply(subscriber, new Notice { Code = NoticeCode.TokenExpiring, Detail = "renew it with auth, or the connection is closed" });
        }

        if (!lane.IsFor(subscriber.Entitlements))
        {
            lane.Close(subscriber, CloseReason.DelayChanged);
            return;
        }

        foreach (Subscription subscription in subscriber.Subscriptions.Values.ToArray())
        {
            Pace pace = subscription.Cohort.Key.Pace;
            if (!subscription.Cohort.Interest.IsWithin(subscriber.Entitlements.Symbols) || (pace.Kinds & ~subscriber.Entitlements.Kinds) != 0 || RequestLimits.TooOften(subscriber, pace) is not null)
            {
                lane.Reply(subscriber, new ErrorReply { Code = FaultCodes.Forbidden, Message = "this may not be asked for any more", Id = subscription.Id });
                Unsubscribe(subscriber, subscription.Id);
            }
        }

        if (subscriber.Framing.IsOneWay && subscriber.Subscriptions.Count == 0)
        {
            lane.Close(subscriber, CloseReason.Forbidden);
        }
    }

    /// <summary>A subscription has come to rest: the next of its changes that wait is made.</summary>
    public void GoOn(Subscription subscription)
    {
        while (subscription is { Stage: SubscriptionStage.Live, Changing: null, Changes: { Count: > 0 } changes })
        {
            Begin(changes.Dequeue());
        }
    }

    /// <summary>A subscription could not begin for want of memory; nothing is left of it.</summary>
    /// <param name="subscription">Which; it has ended.</param>
    /// <param name="needed">The bytes that it needed.</param>
    public void Refused(Subscription subscription, long needed)
    {
        subscription.Owner.Subscriptions.Remove(subscription.Id);
        RefuseForMemory(subscription.Owner, subscription.Id, needed);
    }

    /// <summary>A change could not be made for want of memory; its subscription goes on as it was.</summary>
    /// <param name="change">Which.</param>
    /// <param name="needed">The bytes that it needed.</param>
    public void Refused(Change change, long needed)
    {
        RefuseForMemory(change, needed);
        GoOn(change.Subscription);
    }

    private void Modify(Subscriber subscriber, ModifyMessage modify, InterestSet added, InterestSet removed)
    {
        if (!subscriber.Subscriptions.TryGetValue(modify.Id, out Subscription? subscription))
        {
            RefuseUnknown(subscriber, modify.Id);
        }
        else if ((_limits.TooMany("add", modify.Add) ?? _limits.TooMany("remove", modify.Remove)) is { } many)
        {
            Refuse(subscriber, FaultCodes.Limit, many, modify.Id);
        }
        else if (subscription.Changes?.Count >= MostChanges)
        {
            Refuse(subscriber, "busy", $"{MostChanges} changes of this subscription wait already", modify.Id);
        }
        else if (IsForbidden(subscriber, modify.Id, added) && added.Exact.Count + added.Patterns == 0)
        {
            // It was told; there is nothing else to be added.
        }
        else
        {
            var change = new Change(subscription, modify, added, removed);
            if (change.TryWait(out long needed))
            {
                (subscription.Changes ??= new(1)).Enqueue(change);
                GoOn(subscription);
            }
            else if (subscription is { Stage: SubscriptionStage.Live, Changing: null })
            {
                RefuseForMemory(subscriber, modify.Id, needed);
            }
            else
            {
                // Not as the other: that would look as if what it waits for had been refused.
                Refuse(subscriber, "busy", "there is no memory for a change of this subscription to wait", modify.Id);
            }
        }
    }

    private void Begin(Change change)
    {
        Subscription subscription = change.Subscription;
        Subscriber subscriber = subscription.Owner;
        if (change.IsByHand && change.PaceAfter(time.TimestampFrequency) == subscription.Cohort.Key.Pace)
        {
            // It began with it, or it was set and lifted meanwhile.
            change.End();
        }
        else if (!subscription.Cohort.Key.Pace.With(change.Message, time.TimestampFrequency).IsComplete)
        {
            change.End();
            Refuse(subscriber, FaultCodes.BadValue, "interval_ms: needed for mode interval", subscription.Id);
        }
        else if (RequestLimits.TooOften(subscriber, subscription.Cohort.Key.Pace.With(change.Message, time.TimestampFrequency)) is { } seldom)
        {
            change.End();
            Refuse(subscriber, FaultCodes.Forbidden, seldom, subscription.Id);
        }
        else if (change.Added.HeldTo != LaneCommand.ScopeOf(subscriber) && !change.Added.IsWithin(subscriber.Entitlements.Symbols))
        {
            change.End();
            Refuse(subscriber, FaultCodes.Forbidden, "this may not be asked for any more", subscription.Id);
        }
        else if (_limits.Beyond(subscriber, change.Added) is { } limit)
        {
            change.End();
            Refuse(subscriber, FaultCodes.Limit, limit, subscription.Id);
        }
        else if (!desk.TryBegin(change, out long needed))
        {
            RefuseForMemory(change, needed);
        }
    }

    private void Pause(Subscriber subscriber, int id, bool paused)
    {
        if (subscriber.Subscriptions.TryGetValue(id, out Subscription? subscription))
        {
            if (!subscription.TryPause(paused, work))
            {
                // It is far behind, with others, and there is no memory for what it would have to keep by itself.
                lane.Evict(subscriber, EvictionReason.Memory);
            }
        }
        else
        {
            RefuseUnknown(subscriber, id);
        }
    }

    private void Subscribe(Subscriber subscriber, SubscribeMessage subscribe, InterestSet interest)
    {
        StartFrom from = subscribe.From;
        if (from.Kind is StartKind.Position or StartKind.Time && recoveries is null)
        {
            Refuse(subscriber, "unsupported", "from: snapshot and now are offered here", subscribe.Id);
        }
        else if (_limits.TooMany("symbols", subscribe.Symbols) is { } many)
        {
            Refuse(subscriber, FaultCodes.Limit, many, subscribe.Id);
        }
        else if (_limits.InTheFuture(from) is { } wrong)
        {
            Refuse(subscriber, FaultCodes.BadValue, wrong, subscribe.Id);
        }
        else if (subscriber.Subscriptions.ContainsKey(subscribe.Id))
        {
            Refuse(subscriber, "duplicate_id", $"subscription {subscribe.Id} exists already", subscribe.Id);
        }
        else if (subscriber.Subscriptions.Count >= _limits.MostSubscriptions(subscriber))
        {
            Refuse(subscriber, "too_many_subscriptions", $"a connection may have {_limits.MostSubscriptions(subscriber)} subscriptions", subscribe.Id);
            if (++subscriber.Refusals > ToleratedRefusals)
            {
                lane.Close(subscriber, CloseReason.TooManySubscriptions);
            }
        }
        else if (_limits.Beyond(subscriber, interest) is { } limit)
        {
            Refuse(subscriber, FaultCodes.Limit, limit, subscribe.Id);
        }
        else if (PaceFor(subscriber, subscribe, interest) is { } pace)
        {
            bool isOfAnother = from.Kind == StartKind.Position && from.Epoch != lane.Epoch;
            if (desk.TryBegin(subscriber, subscribe, interest, pace, isOfAnother ? StartFrom.Snapshot : from, out long needed) is { } subscription)
            {
                subscription.Lost = isOfAnother ? (null, GapCause.EpochChanged) : null;
                subscriber.Subscriptions.Add(subscribe.Id, subscription);
            }
            else
            {
                RefuseForMemory(subscriber, subscribe.Id, needed);
            }
        }
    }

    // Of what is asked for, what may be; null when nothing of it may, which was said then.
    private Pace? PaceFor(Subscriber subscriber, SubscribeMessage subscribe, InterestSet interest)
    {
        var asked = Pace.From(subscribe, time.TimestampFrequency, options.TickBudget, Math.Min(options.SureTicks, subscriber.MostSureTicks));
        TickKinds kinds = asked.Kinds & subscriber.Entitlements.Kinds;
        if (RequestLimits.TooOften(subscriber, asked) is { } seldom)
        {
            Refuse(subscriber, FaultCodes.Forbidden, seldom, subscribe.Id);
            return null;
        }

        if (kinds == TickKinds.None && asked.Kinds != TickKinds.None)
        {
            Refuse(subscriber, FaultCodes.Forbidden, "none of these kinds may be asked for", subscribe.Id);
            return null;
        }

        bool nothingLeft = IsForbidden(subscriber, subscribe.Id, interest) && interest.Exact.Count + interest.Patterns == 0;
        return nothingLeft || subscriber.State != SubscriberState.Open ? null : (asked with { Kinds = kinds, Withheld = asked.Kinds & ~kinds }).HeldTo(subscriber.FloorMs, time.TimestampFrequency);
    }

    // Says which symbols may not be asked for, and not whether there are such.
    private bool IsForbidden(Subscriber subscriber, int id, InterestSet interest)
    {
        if (interest.Forbidden.Count == 0)
        {
            return false;
        }

        string more = interest.Forbidden.Count > NamesTold ? $" and {interest.Forbidden.Count - NamesTold} more" : "";
        Refuse(subscriber, FaultCodes.Forbidden, $"not allowed: {string.Join(", ", interest.Forbidden.Take(NamesTold))}{more}", id);
        return true;
    }

    private void Unsubscribe(Subscriber subscriber, int id)
    {
        if (!subscriber.Subscriptions.Remove(id, out Subscription? subscription))
        {
            RefuseUnknown(subscriber, id);
            return;
        }

        // It may still stand in its owner's round; there it is passed over, as it has no work any more.
        desk.End(subscription);
        lane.Reply(subscriber, new Unsubscribed { Id = id, Final = subscription.Settle(market.Slots) });
    }

    private void Settle(Subscriber subscriber, int id)
    {
        if (subscriber.Subscriptions.TryGetValue(id, out Subscription? subscription))
        {
            lane.Reply(subscriber, subscription.Settle(market.Slots));
        }
        else
        {
            RefuseUnknown(subscriber, id);
        }
    }

    private void RefuseUnknown(Subscriber subscriber, int id) =>
        Refuse(subscriber, "unknown_id", $"there is no subscription {id}", id);

    // What nobody asked for is refused to nobody: an operator sees that it is not in force.
    private void RefuseForMemory(Change change, long needed)
    {
        if (!change.IsByHand)
        {
            RefuseForMemory(change.Subscription.Owner, change.Subscription.Id, needed);
        }
    }

    private void RefuseForMemory(Subscriber subscriber, int id, long needed) =>
        Refuse(subscriber, "budget_exceeded", $"this needs {needed} bytes of the server's memory budget, of which {memory.Left} are left", id);

    private void Answer(Subscriber subscriber, MessageFault fault)
    {
        if (fault.Malformed && ++subscriber.Faults > options.ToleratedFaults)
        {
            lane.Close(subscriber, CloseReason.Malformed);
            return;
        }

        Refuse(subscriber, fault.Code, fault.Message, fault.Id);
    }

    private void Refuse(Subscriber subscriber, string code, string message, int? id)
    {
        lane.Reply(subscriber, new ErrorReply { Code = code, Message = message, Id = id });
        if (subscriber.Framing.IsOneWay && subscriber.Subscriptions.Count == 0)
        {
            // It cannot ask for anything else.
            lane.Close(subscriber, CloseReason.Refused);
        }
    }
}
