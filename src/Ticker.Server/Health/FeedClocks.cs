using Ticker.Engine;
using Ticker.Engine.Normalize;

namespace Ticker.Server.Health;

/// <summary>
/// Tells the log of each feed whose event times are too far from this server's clock, once until they are near again. Times are
/// passed on as they came, and nothing goes by them; but whoever compares them with others has to know.
/// </summary>
/// <param name="pipeline">Knows the feeds.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told.</param>
internal sealed partial class FeedClocks(Pipeline pipeline, TimeProvider time, ILogger<FeedClocks> logger) : BackgroundService
{
    private const double NanosPerSecond = 1e9;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HashSet<Feed> _wrong = [];

    /// <summary>Looks at every feed. One caller at a time.</summary>
    public void Look()
    {
        TimeSpan limit = pipeline.Feeds.Options.ClockWarning;
        foreach (Feed feed in pipeline.Feeds.Feeds)
        {
            if (feed.Counts.LeastDelay is not { } delay)
            {
                continue;
            }

            TimeSpan skew = TimeSpan.FromSeconds(Math.Round(Math.Abs(delay / NanosPerSecond), 3));
            if (skew > limit ? !_wrong.Add(feed) : !_wrong.Remove(feed))
            {
                continue;
            }

            if (skew > limit)
            {
                LogWrong(feed.Name, skew, delay < 0 ? "ahead" : "behind", limit);
            }
            else
            {
                LogRight(feed.Name, limit);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "The event times of feed {Feed} are {Skew} {Side} of this server's clock, more than {Limit}: its publisher's clock is wrong, or its ticks are that long on their way.")]
    private partial void LogWrong(string feed, TimeSpan skew, string side, TimeSpan limit);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Information, Message = "The event times of feed {Feed} are within {Limit} of this server's clock again.")]
    private partial void LogRight(string feed, TimeSpan limit);
}
