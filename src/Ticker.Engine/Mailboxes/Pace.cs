using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>What a subscriber chose: which ticks, how often, and what happens when it falls behind. Immutable.</summary>
public sealed record Pace
{
    /// <summary>What <see cref="SureTicks"/> is unless it is set.</summary>
    public const int DefaultSureTicks = 1_024;

    /// <summary>Which kinds of ticks.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>Kinds that were asked for and are withheld for want of entitlement: counted as such, and not given. None of <see cref="Kinds"/>.</summary>
    public TickKinds Withheld { get; init; }

    /// <summary>How quotes come.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>The interval as it was asked for, kept while the mode does not use it; null = never given.</summary>
    public int? IntervalMs { get; init; }

    /// <summary>The least time between two values of an instrument, in units of the clock's timestamps; 0 where there is none to keep.</summary>
    public long Interval { get; init; }

    /// <summary>
    /// The least interval that an operator holds it to, in milliseconds; 0 = none. It holds quotes, and trades that may
    /// collapse, back where the subscriber's own does not: what is overwritten meanwhile is the server's doing. Of no
    /// effect in <see cref="DeliveryMode.All"/>, which is promised every tick.
    /// </summary>
    public int FloorMs { get; init; }

    /// <summary>Whether it is an operator's interval that is kept, because the subscriber's own is shorter or there is none.</summary>
    public bool IsHeldByHand => FloorMs > OwnIntervalMs && Mode != DeliveryMode.All;

    /// <summary>Whether there is an interval to keep.</summary>
    public bool IsTimed => Mode == DeliveryMode.Interval || IsHeldByHand;

    /// <summary>Releases are put off to multiples of this, a millisecond in units of the clock's timestamps, so that many fall together.</summary>
    public long ReleaseStep { get; init; } = 1;

    /// <summary>Whether trades may collapse too. Of no effect in <see cref="DeliveryMode.All"/>.</summary>
    public bool ConflateTrades { get; init; }

    /// <summary>Whether collapsed quotes tell their extremes.</summary>
    public bool Summary { get; init; }

    /// <summary>What was asked to happen when the budget is spent; <see cref="Protocol.OnSlow.Default"/> = as the mode has it.</summary>
    public OnSlow OnSlowAsked { get; init; }

    /// <summary>How many ticks may wait one by one; at least 1.</summary>
    public int Budget { get; init; } = int.MaxValue;

    /// <summary>For how many of these memory is taken before the first waits; at least 1.</summary>
    public int SureTicks { get; init; } = DefaultSureTicks;

    /// <summary>What happens when the budget is spent: never <see cref="Protocol.OnSlow.Default"/>.</summary>
    public OnSlow OnSlow => OnSlowAsked != OnSlow.Default ? OnSlowAsked : Mode == DeliveryMode.All ? OnSlow.Evict : OnSlow.Conflate;

    /// <summary>
    /// The most ticks that ever wait one by one. Where trades collapse over the budget, this much more is kept free
    /// for what never collapses.
    /// </summary>
    public int HardBudget => OnSlow == OnSlow.Evict ? Budget : (int)Math.Min(int.MaxValue, Budget + (Budget / 8L) + 16);

    /// <summary>Whether it says all that its mode needs.</summary>
    public bool IsComplete => Mode != DeliveryMode.Interval || IntervalMs is not null;

    /// <summary>What a subscription asks for.</summary>
    /// <param name="request">The subscription.</param>
    /// <param name="timestampFrequency">Units of the clock's timestamps in a second.</param>
    /// <param name="budget">How many ticks may wait one by one; at least 1.</param>
    /// <param name="sureTicks">For how many of these memory is taken before the first waits; at least 1.</param>
    public static Pace From(SubscribeMessage request, long timestampFrequency, int budget, int sureTicks = DefaultSureTicks)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new Pace
        {
            Kinds = request.Kinds,
            Mode = request.Mode,
            IntervalMs = request.IntervalMs,
            ConflateTrades = request.ConflateTrades,
            Summary = request.Summary,
            OnSlowAsked = request.OnSlow,
            Budget = budget,
            SureTicks = sureTicks,
        }.Timed(timestampFrequency);
    }

    /// <summary>This, with what a modification gives. What was never asked of <c>on_slow</c> follows the new mode.</summary>
    /// <remarks>Mode <c>interval</c> with an interval that was never given has <see cref="IntervalMs"/> null: refuse it.</remarks>
    /// <param name="change">The modification.</param>
    /// <param name="timestampFrequency">Units of the clock's timestamps in a second.</param>
    public Pace With(ModifyMessage change, long timestampFrequency)
    {
        ArgumentNullException.ThrowIfNull(change);
        return (this with
        {
            Mode = change.Mode ?? Mode,
            IntervalMs = change.IntervalMs ?? IntervalMs,
            ConflateTrades = change.ConflateTrades ?? ConflateTrades,
            Summary = change.Summary ?? Summary,
            OnSlowAsked = change.OnSlow != OnSlow.Default ? change.OnSlow : OnSlowAsked,
        }).Timed(timestampFrequency);
    }

    /// <summary>This, with an operator's least interval.</summary>
    /// <param name="floorMs">In milliseconds; 0 = none.</param>
    /// <param name="timestampFrequency">Units of the clock's timestamps in a second.</param>
    public Pace HeldTo(int floorMs, long timestampFrequency) => (this with { FloorMs = floorMs }).Timed(timestampFrequency);

    private int OwnIntervalMs => Mode == DeliveryMode.Interval ? IntervalMs ?? 0 : 0;

    private Pace Timed(long frequency) => this with
    {
        // Rounded up: never sooner than was asked.
        Interval = Mode == DeliveryMode.All ? 0 : ((Math.Max(FloorMs, OwnIntervalMs) * frequency) + 999) / 1_000,
        ReleaseStep = Math.Max(1, frequency / 1_000),
    };
}
