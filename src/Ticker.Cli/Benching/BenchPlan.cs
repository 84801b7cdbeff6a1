using Ticker.Protocol;

namespace Ticker.Cli.Benching;

/// <summary>What <c>ticker bench</c> does to a server. Immutable.</summary>
internal sealed record BenchPlan
{
    /// <summary>Where subscribers connect.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who subscribes; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>Where the market is published; not used where symbols are named.</summary>
    public required Uri Publish { get; init; }

    /// <summary>What proves who publishes; null = nothing.</summary>
    public string? FeedKey { get; init; }

    /// <summary>What each subscriber asks for; without symbols, a market of its own is published and asked for.</summary>
    public required SubscribeMessage Request { get; init; }

    /// <summary>How many subscribers, each on a connection of its own.</summary>
    public required int Subscribers { get; init; }

    /// <summary>How many of them are slow.</summary>
    public int Slow { get; init; }

    /// <summary>How long a slow one waits after each message.</summary>
    public TimeSpan SlowPause { get; init; }

    /// <summary>How many updates are published a second.</summary>
    public double Rate { get; init; }

    /// <summary>How many instruments the market of its own has.</summary>
    public int Instruments { get; init; }

    /// <summary>How long is measured.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>How long it runs before.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Whether it publishes a market of its own.</summary>
    public bool Publishes => Request.Symbols.Count == 0;
}
