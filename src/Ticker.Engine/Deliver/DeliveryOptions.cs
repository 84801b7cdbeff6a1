namespace Ticker.Engine.Deliver;

/// <summary>How subscribers are served. Bound from <c>Ticker:Subscribers</c>.</summary>
public sealed record DeliveryOptions
{
    /// <summary>As many as are sent to in the time in which it is worth looking for something new, some 150 us.</summary>
    internal const int LeastCohort = 32;

    /// <summary>How often a subscriber is told where the stream stands. Default 1 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a WebSocket ping is sent. Default 20 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long after a ping a sign of life must come. Default 10 s.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the network may take to accept what was sent before the subscriber is evicted. Default 10 s.</summary>
    public TimeSpan WriteDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a closing handshake may take before the connection is cut. Default 2 s.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most ticks of one subscription that may wait one by one. Default 131,072.</summary>
    public int PendingTicks { get; init; } = 131_072;

    /// <summary>The most bytes of one subscription that may wait, at 64 a tick. Default 16 MiB.</summary>
    public int PendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// For how many ticks of one subscription that wait one by one memory is taken when it begins. For more it is taken
    /// when they come, if there is any. Default 1,024.
    /// </summary>
    public int SureTicks { get; init; } = Mailboxes.Pace.DefaultSureTicks;

    /// <summary>The most subscriptions of one connection. Default 1,024, and no more: a heartbeat names them all in one message.</summary>
    public int MaxSubscriptions { get; init; } = 1_024;

    /// <summary>The most exact names of all subscriptions of one connection. Default 100,000: some tens of megabytes.</summary>
    public int MaxSymbols { get; init; } = 100_000;

    /// <summary>The most entries of <c>symbols</c>, <c>add</c> or <c>remove</c> of one message; more is refused. Default 10,000, and no more: the protocol has that limit.</summary>
    public int MaxMessageSymbols { get; init; } = Protocol.MessageLimits.MaxSymbols;

    /// <summary>
    /// The most patterns of all subscriptions of one connection. Default 1,000: every instrument that appears is
    /// compared with each.
    /// </summary>
    public int MaxPatterns { get; init; } = 1_000;

    /// <summary>The most bytes of replies that may wait for one connection. Default 256 KiB.</summary>
    public int PendingReplyBytes { get; init; } = 256 * 1024;

    /// <summary>The most malformed messages of one connection that are answered; one more closes it with 4400. Default 3.</summary>
    public int ToleratedFaults { get; init; } = 3;

    /// <summary>How long a lane may give to commands in one turn before it serves ticks again. Default 1 ms.</summary>
    public TimeSpan CommandSlice { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// The greatest share of its time that a lane gives to sending; for the rest of it ticks gather, so that each send
    /// carries more of them. Above 0, at most 1. Default 0.375; 1 = it sends again at once, which costs about twice the
    /// processor time under load.
    /// </summary>
    public double SendShare { get; init; } = 0.375;

    /// <summary>After so many sends a lane looks for new ticks, which those who are served later get.</summary>
    internal int SendsBetweenLooks { get; init; } = LeastCohort;

    /// <summary>
    /// How many instruments a lane looks at in one turn for having become stale or fresh, whoever is to be told: so
    /// many take about a millisecond.
    /// </summary>
    internal int MostStalenessLooks { get; init; } = 16_384;

    /// <summary>Ticks that may wait one by one, whichever of the two budgets is the smaller.</summary>
    internal int TickBudget => Math.Min(PendingTicks, PendingBytes / Model.Tick.ByteSize);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        foreach ((string name, TimeSpan value) in new[]
        {
            (nameof(HeartbeatInterval), HeartbeatInterval), (nameof(PingInterval), PingInterval), (nameof(PongTimeout), PongTimeout),
            (nameof(WriteDeadline), WriteDeadline), (nameof(CloseGrace), CloseGrace),
        })
        {
            if (value < TimeSpan.FromMilliseconds(10) || value > TimeSpan.FromDays(1))
            {
                yield return $"Ticker:Subscribers:{name} is not between 10 ms and a day";
            }
        }

        foreach ((string name, int value, int least) in new[]
        {
            (nameof(PendingTicks), PendingTicks, 1), (nameof(PendingBytes), PendingBytes, Model.Tick.ByteSize), (nameof(SureTicks), SureTicks, 1),
            (nameof(MaxSubscriptions), MaxSubscriptions, 1), (nameof(MaxSymbols), MaxSymbols, 1), (nameof(MaxMessageSymbols), MaxMessageSymbols, 1), (nameof(MaxPatterns), MaxPatterns, 1),
            (nameof(PendingReplyBytes), PendingReplyBytes, 4096), (nameof(ToleratedFaults), ToleratedFaults, 0),
        })
        {
            if (value < least)
            {
                yield return $"Ticker:Subscribers:{name} is below {least}";
            }
        }

        if (MaxSubscriptions > 1_024)
        {
            yield return "Ticker:Subscribers:MaxSubscriptions is above 1024";
        }

        if (MaxMessageSymbols > Protocol.MessageLimits.MaxSymbols)
        {
            yield return $"Ticker:Subscribers:MaxMessageSymbols is above {Protocol.MessageLimits.MaxSymbols}";
        }

        if (SendShare is not (> 0 and <= 1))
        {
            yield return "Ticker:Subscribers:SendShare is not above 0 and at most 1";
        }

        if (CommandSlice <= TimeSpan.Zero)
        {
            yield return "Ticker:Subscribers:CommandSlice is not above zero";
        }
    }
}
