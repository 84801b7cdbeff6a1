using Ticker.Engine.Access;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>One message of a peer on its way to the lane, with what could be worked out before.</summary>
/// <param name="Subscriber">Whose it is.</param>
/// <param name="Message">The message, or null when it was faulty.</param>
/// <param name="Interest">What a subscribe message asks for, or a modify message adds.</param>
/// <param name="Removed">What a modify message takes out.</param>
/// <param name="Fault">What was wrong with it.</param>
internal readonly record struct LaneCommand(
    Subscriber Subscriber, ClientMessage? Message, InterestSet? Interest, InterestSet? Removed, MessageFault? Fault)
{
    /// <summary>Something to be said to the peer, in its order among the answers; null = nothing.</summary>
    public ServerMessage? Reply { get; init; }

    /// <summary>Something to be looked at on the lane's thread, in its turn among the messages; then there is nothing else. Null = nothing.</summary>
    public Action? Question { get; init; }

    /// <summary>How the connection is closed behind <see cref="Reply"/>; null = it is not.</summary>
    public CloseReason? Close { get; init; }

    /// <summary>The lane that it goes to from here; null = it stays.</summary>
    public Lane? MoveTo { get; init; }

    /// <summary>What a subscriber may ask for; null = everything.</summary>
    public static SymbolScope? ScopeOf(Subscriber subscriber) => subscriber.Entitlements.Symbols is { IsAll: false } scope ? scope : null;

    /// <summary>Works out on the caller's thread what the lane need not spend its time on.</summary>
    public static LaneCommand For(Subscriber subscriber, ClientMessage message) => message switch
    {
        SubscribeMessage subscribe => InterestSet.Create(subscribe.Symbols, out InterestSet interest, scope: ScopeOf(subscriber)) is { } wrong
            ? For(subscriber, Refused(wrong, subscribe.Id))
            : new LaneCommand(subscriber, message, interest, null, null),
        ModifyMessage modify => For(subscriber, modify),
        _ => new LaneCommand(subscriber, message, null, null, null),
    };

    /// <summary>Hands on what was wrong with a message.</summary>
    public static LaneCommand For(Subscriber subscriber, MessageFault fault) => new(subscriber, null, null, null, fault);

    private static LaneCommand For(Subscriber subscriber, ModifyMessage modify)
    {
        string? wrong = InterestSet.Create(modify.Add, out InterestSet added, "add", ScopeOf(subscriber));
        InterestSet removed = null!;
        wrong ??= InterestSet.Create(modify.Remove, out removed, "remove") ?? InBoth(modify, removed);
        return wrong is null ? new LaneCommand(subscriber, modify, added, removed, null) : For(subscriber, Refused(wrong, modify.Id));
    }

    // What was meant cannot be known, and either guess would be wrong for somebody.
    private static string? InBoth(ModifyMessage modify, InterestSet removed)
    {
        for (int i = 0; i < modify.Add.Count; i++)
        {
            if (removed.Contains(modify.Add[i]))
            {
                return $"add[{i}]: it stands in remove too";
            }
        }

        return null;
    }

    private static MessageFault Refused(string wrong, int id) => new(FaultCodes.BadValue, wrong, id);
}
