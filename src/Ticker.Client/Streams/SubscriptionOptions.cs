using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>What a subscription asks for besides its symbols.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Which kinds of ticks. Default all.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>At what pace. Default the newest, as fast as the connection takes it.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>With <see cref="DeliveryMode.Interval"/>: the time from one value of an instrument to the next, 1 ms to 1 h.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Whether trades may collapse too. Default no.</summary>
    public bool ConflateTrades { get; init; }

    /// <summary>Whether collapsed quotes tell their extremes. Default no.</summary>
    public bool Summary { get; init; }

    /// <summary>Whether every tick tells when the server received it. Default no.</summary>
    public bool Times { get; init; }

    /// <summary>What the server does when the subscription falls behind its budget there.</summary>
    public OnSlow OnSlow { get; init; }

    /// <summary>Where it begins; after a broken connection it goes on where it stood. Default the state now.</summary>
    public StartFrom From { get; init; }

    /// <summary>The most ticks that wait for who iterates, from 1 on. Default 16,384, some 3 MB.</summary>
    public int Buffer { get; init; } = 16_384;

    /// <summary>What happens when so many wait.</summary>
    public WhenFull WhenFull { get; init; }

    /// <summary>What a gap does. Default it is told.</summary>
    public OnGap OnGap { get; init; }

    internal bool Conflates => WhenFull == WhenFull.Conflate || (WhenFull == WhenFull.ByMode && Mode != DeliveryMode.All);

    internal SubscribeMessage Request(int id, IReadOnlyList<string> symbols) => new()
    {
        Id = id,
        Symbols = symbols,
        Kinds = Kinds,
        Mode = Mode,
        IntervalMs = Interval is { } interval ? checked((int)interval.TotalMilliseconds) : null,
        ConflateTrades = ConflateTrades,
        Summary = Summary,
        Times = Times,
        OnSlow = OnSlow,
        From = From,
    };
}
