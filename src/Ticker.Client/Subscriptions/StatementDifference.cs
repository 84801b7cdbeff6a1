namespace Ticker.Client.Subscriptions;

/// <summary>
/// What a server's statement has more than a client received of the subscription (less, where negative), and what is
/// missing in the statement itself.
/// </summary>
/// <remarks>
/// Delivered ticks, snapshot ticks and sequences always agree. A collapsed tick is stated as soon as it is overwritten,
/// and received with the tick that stands for it: so the statement is ahead there by what the ticks that still wait,
/// or were thrown away waiting, stand for beside themselves.
/// </remarks>
public readonly record struct StatementDifference
{
    /// <summary>Live ticks.</summary>
    public long Delivered { get; init; }

    /// <summary>Ticks collapsed because of the pace.</summary>
    public long ConflatedByRate { get; init; }

    /// <summary>Ticks collapsed because the socket was busy.</summary>
    public long ConflatedBySocket { get; init; }

    /// <summary>Ticks collapsed because the budget was full.</summary>
    public long ConflatedByBudget { get; init; }

    /// <summary>Ticks collapsed within one turn of the server.</summary>
    public long ConflatedByServer { get; init; }

    /// <summary>Snapshot ticks.</summary>
    public long Snapshot { get; init; }

    /// <summary>How far apart the first sequences are.</summary>
    public long FirstSequence { get; init; }

    /// <summary>How far apart the newest sequences are.</summary>
    public long LastSequence { get; init; }

    /// <summary>Matched ticks that the statement accounts for nowhere.</summary>
    public long Unaccounted { get; init; }

    /// <summary>The statement's pending and discarded ticks together: with none of them, nothing may differ.</summary>
    public long Withheld { get; init; }

    /// <summary>Whether every tick is accounted for: nothing differs, but for what <see cref="Withheld"/> ticks may stand for.</summary>
    public bool AddsUp => (Delivered, Snapshot, FirstSequence, LastSequence, Unaccounted) == default && (Withheld > 0
        ? Math.Min(Math.Min(ConflatedByRate, ConflatedBySocket), Math.Min(ConflatedByBudget, ConflatedByServer)) >= 0
        : (ConflatedByRate, ConflatedBySocket, ConflatedByBudget, ConflatedByServer) == default);

    /// <summary>What differs, in one line; <c>none</c> where nothing does.</summary>
    public override string ToString()
    {
        (string Name, long By)[] all =
        [
            ("delivered", Delivered), ("rate", ConflatedByRate), ("socket", ConflatedBySocket), ("budget", ConflatedByBudget), ("server", ConflatedByServer),
            ("snapshot", Snapshot), ("first_seq", FirstSequence), ("last_seq", LastSequence), ("unaccounted", Unaccounted),
        ];
        string[] differing = [.. all.Where(one => one.By != 0).Select(one => FormattableString.Invariant($"{one.Name} {one.By:+0;-0}"))];
        return differing.Length == 0 ? "none" : string.Join(", ", differing);
    }
}
