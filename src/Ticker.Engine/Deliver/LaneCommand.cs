using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>One message of a peer on its way to the lane, with what could be worked out before.</summary>
/// <param name="Subscriber">Whose it is.</param>
/// <param name="Message">The message, or null when it was faulty.</param>
/// <param name="Interest">What a subscribe message asks for.</param>
/// <param name="Fault">What was wrong with it.</param>
internal readonly record struct LaneCommand(Subscriber Subscriber, ClientMessage? Message, InterestSet? Interest, MessageFault? Fault)
{
    /// <summary>Works out on the caller's thread what the lane need not spend its time on.</summary>
    public static LaneCommand For(Subscriber subscriber, ClientMessage message)
    {
        if (message is not SubscribeMessage subscribe)
        {
            return new LaneCommand(subscriber, message, null, null);
        }

        string? wrong = InterestSet.Create(subscribe.Symbols, out InterestSet interest);
        return wrong is null
            ? new LaneCommand(subscriber, message, interest, null)
            : new LaneCommand(subscriber, null, null, new MessageFault("bad_value", wrong, subscribe.Id));
    }
}
