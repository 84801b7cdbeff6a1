using Ticker.Engine;
using Ticker.Recording;
using Ticker.Recording.Replay;

namespace Ticker.Server.Replay;

/// <summary>
/// Runs the whole server on a recording: its records enter where the feeds' batches do, with the numbers that they have.
/// When all is played the server goes on with what it knows, and stops nothing.
/// </summary>
/// <param name="pipeline">Where it goes.</param>
/// <param name="tape">The recording.</param>
/// <param name="options">How it is played.</param>
/// <param name="alarm">Wakes it in time.</param>
/// <param name="logger">Is told of the end.</param>
internal sealed partial class ReplayFeed(Pipeline pipeline, ITape tape, ReplayFeedOptions options, ReplayAlarm alarm, ILogger<ReplayFeed> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var playing = new PipelineTape(tape, options.Request, pipeline, alarm);
        try
        {
            await playing.RunAsync(missing => LogMissing(missing), stoppingToken).ConfigureAwait(false);
            LogEnd(options.Path, playing.Played);
        }
        catch (Exception damage) when (damage is RecordingFormatException or IOException)
        {
            LogDamage(damage, options.Path, playing.Played);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "{Recording} is played to its end: {Ticks} ticks.")]
    private partial void LogEnd(string recording, long ticks);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "In what is played, {Missing}.")]
    private partial void LogMissing(string missing);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error, Message = "{Recording} cannot be played on after {Ticks} ticks.")]
    private partial void LogDamage(Exception damage, string recording, long ticks);
}
