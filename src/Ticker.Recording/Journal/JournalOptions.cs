namespace Ticker.Recording.Journal;

/// <summary>How a server keeps what it streams. Bound from <c>Ticker:Journal</c>. Immutable.</summary>
public sealed record JournalOptions
{
    /// <summary>Whether there is a journal. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it is; made if it is not there. One server at a time may write it. Default <c>data/journal</c>, from the directory that the server is started in.</summary>
    public string Directory { get; init; } = "data/journal";

    /// <summary>About how many bytes one of its files gets. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long one of its files grows at most. Default an hour.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The bytes that are kept; beyond, the oldest file goes. Default 2 GiB.</summary>
    public long MaxBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How long anything is kept. Default 24 hours.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// When what was written is called durable: <c>none</c> = at once, it survives the end of the process; <c>interval</c> = when
    /// it would survive a loss of power, asked for every <see cref="SyncInterval"/>; <c>block</c> = likewise, and nobody gets a
    /// tick before. Default <c>interval</c>.
    /// </summary>
    public string Sync { get; init; } = "interval";

    /// <summary>How often the disk is asked to make sure, with <c>interval</c>. Default 100 ms.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long after a failure of the disk writing is tried again. Default 1 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (Enabled && string.IsNullOrWhiteSpace(Directory))
        {
            yield return "Ticker:Journal:Directory is empty";
        }

        if (SegmentBytes is < 1024 * 1024 or > 1024 * 1024 * 1024)
        {
            yield return "Ticker:Journal:SegmentBytes is not between 1 MiB and 1 GiB";
        }

        if (MaxBytes < SegmentBytes)
        {
            yield return "Ticker:Journal:MaxBytes is less than one file, Ticker:Journal:SegmentBytes";
        }

        if (SegmentAge < TimeSpan.FromSeconds(1) || MaxAge < SegmentAge)
        {
            yield return "Ticker:Journal:SegmentAge is not between 1 second and Ticker:Journal:MaxAge";
        }

        if (Sync is not ("none" or "interval" or "block"))
        {
            yield return $"Ticker:Journal:Sync is '{Sync}'; it must be none, interval or block";
        }

        if (SyncInterval < TimeSpan.FromMilliseconds(1) || SyncInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Ticker:Journal:SyncInterval is not between 1 ms and 1 minute";
        }

        if (RetryInterval < TimeSpan.FromMilliseconds(10) || RetryInterval > TimeSpan.FromHours(1))
        {
            yield return "Ticker:Journal:RetryInterval is not between 10 ms and 1 hour";
        }
    }
}
