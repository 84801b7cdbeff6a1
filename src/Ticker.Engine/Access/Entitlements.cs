using Ticker.Model;

namespace Ticker.Engine.Access;

/// <summary>What somebody may do. Immutable; thread-safe. What is not said is not allowed, but that limits not said are none.</summary>
public sealed record Entitlements
{
    /// <summary>Everything, as with authentication off.</summary>
    public static Entitlements Everything { get; } = new()
    {
        Symbols = SymbolScope.All, Feeds = NameScope.All, Venues = NameScope.All, MayAdminister = true,
    };

    /// <summary>Nothing.</summary>
    public static Entitlements Nothing { get; } = new();

    /// <summary>The instruments that may be seen.</summary>
    public SymbolScope Symbols { get; init; } = SymbolScope.None;

    /// <summary>The kinds of ticks that are given of them.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>The least interval between two quotes of an instrument; above zero only mode <c>interval</c> is given. Default zero.</summary>
    public TimeSpan MinInterval { get; init; }

    /// <summary>How much later than it happened the market is seen. Default zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The most connections at a time; null = as many as the server takes.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>The most subscriptions of a connection; null = as many as the server takes.</summary>
    public int? MaxSubscriptions { get; init; }

    /// <summary>The feeds that may be published.</summary>
    public NameScope Feeds { get; init; } = NameScope.None;

    /// <summary>The venues whose instruments may be published.</summary>
    public NameScope Venues { get; init; } = NameScope.None;

    /// <summary>Whether others may be looked at, and ended.</summary>
    public bool MayAdminister { get; init; }

    /// <summary>Whether a door opens.</summary>
    public bool Has(Right right) => right switch
    {
        Right.Read => !Symbols.IsNone && Kinds != TickKinds.None,
        Right.Publish => !Feeds.IsNone && !Venues.IsNone,
        _ => MayAdminister,
    };
}
