namespace Ticker.Recording.Import;

/// <summary>What whoever opens a foreign recording knows better than the file, and what is told while it is opened. Immutable.</summary>
public sealed record RecordingOpening
{
    /// <summary>The venue to name; null = what the data, or the place of the file, says.</summary>
    public string? Venue { get; init; }

    /// <summary>The symbol of files that do not name one; null = what the file's name says.</summary>
    public string? Symbol { get; init; }

    /// <summary>The zone of times that do not say theirs; null = the one that the format, or the venue, is known to use.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>
    /// Told now and then, with 0 to 1, while a file is read through once before its first tick, as text formats need for their
    /// instruments and scales.
    /// </summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Ends such a first reading.</summary>
    public CancellationToken Cancelled { get; init; }
}
