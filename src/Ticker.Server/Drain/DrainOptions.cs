namespace Ticker.Server.Drain;

/// <summary>How the server stops. Bound from <c>Ticker:Drain</c>.</summary>
public sealed record DrainOptions
{
    /// <summary>
    /// How long it goes on as before after it was told to stop, but for saying that it is not ready, so that load balancers
    /// send nobody more here. Default 0.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>The longest that what waits for subscribers may take to be sent, before each is closed. Default 5 s.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When subscribers are told to come back, at the earliest. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Over how long after that their return is spread. Default 5 s.</summary>
    public TimeSpan RetrySpread { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        foreach ((string key, TimeSpan value) in new[] { ("Delay", Delay), ("Flush", Flush), ("RetryAfter", RetryAfter), ("RetrySpread", RetrySpread) })
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                yield return $"Ticker:Drain:{key} is {value:c}; it must be from 0 to an hour";
            }
        }
    }
}
