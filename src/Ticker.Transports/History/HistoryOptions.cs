namespace Ticker.Transports.History;

/// <summary>How much of the past may be asked for at a time. Bound from <c>Ticker:History</c>.</summary>
public sealed record HistoryOptions
{
    /// <summary>The most answers that are read from the journal at a time; one more is answered 503. Default 8; 0 = none is.</summary>
    public int MaxReaders { get; init; } = 8;

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxReaders is < 0 or > 1_000)
        {
            yield return "Ticker:History:MaxReaders is not between 0 and 1000";
        }
    }
}
