namespace Ticker.Engine.Access;

/// <summary>How long the gate waits, and what it keeps. Bound from <c>Ticker:Access</c>.</summary>
public sealed record GateOptions
{
    /// <summary>The most characters of a credential; a longer one proves nothing and is not looked at.</summary>
    public const int MaxCredential = 8 * 1024;

    /// <summary>How long a connection may take to say who it is; then 4408. Default 10 s.</summary>
    public TimeSpan AuthDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes of a message before that; a larger one closes with 1009. Default 64 KiB.</summary>
    public int MaxMessageBefore { get; init; } = 64 * 1024;

    /// <summary>How long before its end a token is announced to be expiring. Default 30 s.</summary>
    public TimeSpan ExpiryNotice { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ticket may be used. Default 30 s.</summary>
    public TimeSpan TicketLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most tickets that wait to be used; one more is answered 503. Default 10,000.</summary>
    public int MaxTickets { get; init; } = 10_000;

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (AuthDeadline < TimeSpan.FromMilliseconds(100) || AuthDeadline > TimeSpan.FromMinutes(10))
        {
            yield return "Ticker:Access:AuthDeadline is not between 100 ms and 10 minutes";
        }

        if (MaxMessageBefore is < 1024 or > 1024 * 1024)
        {
            yield return "Ticker:Access:MaxMessageBefore is not between 1 KiB and 1 MiB";
        }

        if (ExpiryNotice < TimeSpan.Zero || ExpiryNotice > TimeSpan.FromDays(1))
        {
            yield return "Ticker:Access:ExpiryNotice is not between zero and a day";
        }

        if (TicketLife < TimeSpan.FromSeconds(1) || TicketLife > TimeSpan.FromMinutes(10) || MaxTickets < 1)
        {
            yield return "Ticker:Access:TicketLife is not between 1 s and 10 minutes, or MaxTickets is below 1";
        }
    }
}
