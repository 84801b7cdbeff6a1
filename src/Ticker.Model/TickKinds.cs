namespace Ticker.Model;

/// <summary>A choice of tick kinds, as a subscription makes it.</summary>
[Flags]
public enum TickKinds
{
    /// <summary>No kind.</summary>
    None = 0,

    /// <summary><see cref="TickKind.Quote"/>.</summary>
    Quote = 1 << TickKind.Quote,

    /// <summary><see cref="TickKind.Trade"/>.</summary>
    Trade = 1 << TickKind.Trade,

    /// <summary><see cref="TickKind.Status"/>.</summary>
    Status = 1 << TickKind.Status,

    /// <summary>Every kind there is.</summary>
    All = Quote | Trade | Status,
}
