using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// A <c>modify</c> that is being carried out. Working out what it comes to ask for takes as long as the names are
/// many, so it goes in steps. Only its lane's thread uses it, once it is made.
/// </summary>
/// <param name="subscription">What it changes.</param>
/// <param name="message">How.</param>
/// <param name="add">What it adds to the interest.</param>
/// <param name="remove">What it takes out.</param>
internal sealed class Change(Subscription subscription, ModifyMessage message, InterestSet add, InterestSet remove)
{
    private readonly MemoryBudget _memory = subscription.Cohort.Memory.Budget;
    private InterestSet? _interest;
    private int _cursor;

    /// <summary>What it changes.</summary>
    public Subscription Subscription { get; } = subscription;

    /// <summary>How.</summary>
    public ModifyMessage Message { get; } = message;

    /// <summary>
    /// Whether an operator has it made, and not the client: of the subscription nothing changes but the least interval, to
    /// what stands for its owner when the change is made, and it is not answered.
    /// </summary>
    public bool IsByHand { get; private init; }

    /// <summary>What it adds to the interest.</summary>
    public InterestSet Added { get; } = add;

    /// <summary>Where the subscription goes, once that is known.</summary>
    public Cohort? Target { get; set; }

    /// <summary>What the subscription asks for afterwards; complete when <see cref="Step"/> has said so.</summary>
    public InterestSet Interest => _interest!;

    /// <summary>The bytes of the server's memory that it has taken.</summary>
    public long Taken { get; private set; }

    /// <summary>One that an operator has made.</summary>
    public static Change ByHand(Subscription subscription) =>
        new(subscription, new ModifyMessage { Id = subscription.Id }, new InterestSet(), new InterestSet()) { IsByHand = true };

    /// <summary>The pace that it leads to.</summary>
    /// <param name="timestampFrequency">Units of the clock's timestamps in a second.</param>
    public Pace PaceAfter(long timestampFrequency)
    {
        Pace before = Subscription.Cohort.Key.Pace;
        return IsByHand ? before.HeldTo(Subscription.Owner.FloorMs, timestampFrequency) : before.With(Message, timestampFrequency);
    }

    /// <summary>Takes what it needs of the server's memory while it waits its turn.</summary>
    /// <param name="needed">The bytes that it needs.</param>
    /// <returns>False when there is not so much left.</returns>
    public bool TryWait(out long needed) => TryTake(SubscriptionCost.OfInterest(Added) + SubscriptionCost.OfInterest(remove), out needed);

    /// <summary>Takes what it needs of the server's memory while it is carried out.</summary>
    /// <param name="needed">The bytes that it needs.</param>
    /// <returns>False when there is not so much left.</returns>
    public bool TryBegin(out long needed) =>
        TryTake(AsksForTheSame ? 0 : SubscriptionCost.OfInterest(Subscription.Cohort.Interest) + SubscriptionCost.OfInterest(Added), out needed);

    /// <summary>Told once, when it is over, with whether it was refused.</summary>
    public Action<bool>? Settled { get; set; }

    /// <summary>Gives back what it has taken: it is made, refused, or forgotten.</summary>
    /// <param name="isRefused">Whether there was no memory for it.</param>
    public void End(bool isRefused = false)
    {
        _memory.Give(Taken);
        Taken = 0;
        (Action<bool>? settled, Settled) = (Settled, null);
        settled?.Invoke(isRefused);
    }

    /// <summary>Works on the interest for so many names.</summary>
    /// <returns>Whether it is complete.</returns>
    public bool Step(int names)
    {
        InterestSet before = Subscription.Cohort.Interest;
        if (AsksForTheSame)
        {
            _interest = before;
            return true;
        }

        if (_interest is null)
        {
            _interest = new InterestSet();
            _interest.AddPatterns(before, remove);
            _interest.AddPatterns(Added, null);
            _interest.Limit(Added.Within ?? before.Within);
        }

        for (int n = 0; n < names; n++, _cursor++)
        {
            if (_cursor < before.Exact.Count)
            {
                string name = before.Exact[_cursor];
                if (!remove.Contains(name))
                {
                    _interest.AddExact(name);
                }
            }
            else if (_cursor - before.Exact.Count < Added.Exact.Count)
            {
                _interest.AddExact(Added.Exact[_cursor - before.Exact.Count]);
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool AsksForTheSame => Added.Exact.Count + Added.Patterns + remove.Exact.Count + remove.Patterns == 0;

    private bool TryTake(long bytes, out long needed)
    {
        needed = bytes;
        bool taken = _memory.TryTake(bytes);
        Taken += taken ? bytes : 0;
        return taken;
    }
}
