using Ticker.Engine.Mailboxes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>Runs the messages of peers and answers them. Only its lane's thread uses it.</summary>
/// <param name="lane">The lane.</param>
/// <param name="desk">Begins and ends subscriptions.</param>
/// <param name="market">The market, for statements.</param>
/// <param name="options">How subscribers are served.</param>
/// <param name="time">The clock.</param>
internal sealed class LaneReplies(Lane lane, SubscriptionDesk desk, LaneMarket market, DeliveryOptions options, TimeProvider time)
{
    // A client that asks for one more again and again is not going to stop by itself.
    private const int ToleratedRefusals = 16;

    /// <summary>Runs one message of a peer whose connection is open.</summary>
    public void Run(LaneCommand command)
    {
        Subscriber subscriber = command.Subscriber;
        switch (command.Message)
        {
            case SubscribeMessage subscribe:
                Subscribe(subscriber, subscribe, command.Interest!);
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
            case null:
                Answer(subscriber, command.Fault!);
                break;
            default:
                Refuse(subscriber, "unsupported", "this server does not offer that op", IdOf(command.Message));
                break;
        }
    }

    private static int? IdOf(ClientMessage message) => message switch
    {
        ModifyMessage modify => modify.Id,
        PauseMessage pause => pause.Id,
        ResumeMessage resume => resume.Id,
        _ => null,
    };

    private static string? Unsupported(SubscribeMessage subscribe) =>
        subscribe.Mode == DeliveryMode.Interval ? "mode: this server offers latest and all"
        : subscribe.ConflateTrades ? "conflate_trades: not offered by this server"
        : subscribe.Summary ? "summary: not offered by this server"
        : subscribe.OnSlow == OnSlow.Conflate ? "on_slow: this server offers evict"
        : subscribe.From.Kind is not (StartKind.Snapshot or StartKind.Now) ? "from: this server offers snapshot and now"
        : null;

    private void Subscribe(Subscriber subscriber, SubscribeMessage subscribe, InterestSet interest)
    {
        if (Unsupported(subscribe) is { } what)
        {
            Refuse(subscriber, "unsupported", what, subscribe.Id);
        }
        else if (subscriber.Subscriptions.ContainsKey(subscribe.Id))
        {
            Refuse(subscriber, "duplicate_id", $"subscription {subscribe.Id} exists already", subscribe.Id);
        }
        else if (subscriber.Subscriptions.Count >= options.MaxSubscriptions)
        {
            Refuse(subscriber, "too_many_subscriptions", $"a connection may have {options.MaxSubscriptions} subscriptions", subscribe.Id);
            if (++subscriber.Refusals > ToleratedRefusals)
            {
                lane.Close(subscriber, CloseReason.TooManySubscriptions);
            }
        }
        else if (Beyond(subscriber, interest) is { } limit)
        {
            Refuse(subscriber, FaultCodes.Limit, limit, subscribe.Id);
        }
        else
        {
            Pace pace = Pace.From(subscribe, time.TimestampFrequency, options.TickBudget) with { OnSlowAsked = OnSlow.Evict };
            var subscription = new Subscription(subscriber, subscribe, interest, pace);
            subscriber.Subscriptions.Add(subscribe.Id, subscription);
            desk.Begin(subscription);
        }
    }

    // What all its subscriptions together may ask for, said when one asks for more.
    private string? Beyond(Subscriber subscriber, InterestSet interest)
    {
        (long symbols, long patterns) = (interest.Exact.Count, interest.Patterns);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            symbols += subscription.Interest.Exact.Count;
            patterns += subscription.Interest.Patterns;
        }

        return symbols > options.MaxSymbols ? $"the subscriptions of a connection may name {options.MaxSymbols} symbols"
            : patterns > options.MaxPatterns ? $"the subscriptions of a connection may have {options.MaxPatterns} patterns"
            : null;
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

    private void Answer(Subscriber subscriber, MessageFault fault)
    {
        if (fault.Malformed && ++subscriber.Faults > options.ToleratedFaults)
        {
            lane.Close(subscriber, CloseReason.Malformed);
            return;
        }

        Refuse(subscriber, fault.Code, fault.Message, fault.Id);
    }

    private void Refuse(Subscriber subscriber, string code, string message, int? id) =>
        lane.Reply(subscriber, new ErrorReply { Code = code, Message = message, Id = id });
}
