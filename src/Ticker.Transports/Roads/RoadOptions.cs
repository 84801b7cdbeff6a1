namespace Ticker.Transports.Roads;

/// <summary>What subscribers that come by plain HTTP may take. Bound from <c>Ticker:Roads</c>.</summary>
public sealed record RoadOptions
{
    /// <summary>The most requests served at a time, streams and waiting polls together; one more is answered 503. Default 20,000.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The most of these from one address; one more is answered 429. Default 1,000.</summary>
    public int MaxPerAddress { get; init; } = 1_000;

    /// <summary>The longest that a poll may ask to wait; one that asks for more is answered 400. Default 60 s.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a poll waits that does not say. Default 25 s, below the 30 s after which many proxies give up.</summary>
    public TimeSpan DefaultWait { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>For how long after an answer the server keeps what waits for a poll's client. One that asks later is served from the past. Default 5 s.</summary>
    public TimeSpan PollRest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how many clients it does so at a time. Default 1,000; 0 = for none.</summary>
    public int RestingPolls { get; init; } = 1_000;

    /// <summary>About how many bytes the answer to a poll has before the rest is left to the next. Default 1 MiB.</summary>
    public int PollBytes { get; init; } = 1024 * 1024;

    /// <summary>The most bytes of an answer that has to be whole: a snapshot, the state that a first poll gives. Default 64 MiB; more is answered 400.</summary>
    public int MaxAnswer { get; init; } = 64 * 1024 * 1024;

    /// <summary>After how long a browser connects again to a stream of events that broke off. Default 1 s.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxConnections < 1 || MaxPerAddress < 1)
        {
            yield return "Ticker:Roads:MaxConnections or MaxPerAddress is below 1";
        }

        if (MaxWait < TimeSpan.Zero || MaxWait > TimeSpan.FromHours(1))
        {
            yield return "Ticker:Roads:MaxWait is not between zero and an hour";
        }

        if (DefaultWait < TimeSpan.Zero || DefaultWait > MaxWait)
        {
            yield return "Ticker:Roads:DefaultWait is not between zero and MaxWait";
        }

        if (PollRest <= TimeSpan.Zero || PollRest > TimeSpan.FromMinutes(1) || RestingPolls < 0)
        {
            yield return "Ticker:Roads:PollRest is not above zero, at most a minute, or RestingPolls is below 0";
        }

        if (PollBytes < 1024 || MaxAnswer < PollBytes || MaxAnswer > 1024 * 1024 * 1024)
        {
            yield return "Ticker:Roads:PollBytes is below 1 KiB, or MaxAnswer is below it or above 1 GiB";
        }

        if (Retry < TimeSpan.Zero || Retry > TimeSpan.FromHours(1))
        {
            yield return "Ticker:Roads:Retry is not between zero and an hour";
        }
    }
}
