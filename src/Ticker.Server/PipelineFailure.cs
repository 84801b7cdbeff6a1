namespace Ticker.Server;

/// <summary>
/// What happens when a lane or a pump of the pipeline dies of a defect: the server says so and stops, because one
/// that stands still would hold up every feed. Whoever runs it starts it again.
/// </summary>
/// <param name="lifetime">Stops the server.</param>
/// <param name="logger">Is told why.</param>
internal sealed partial class PipelineFailure(IHostApplicationLifetime lifetime, ILogger<PipelineFailure> logger)
{
    /// <summary>0, or 70 (EX_SOFTWARE in sysexits.h) after a failure.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Whether it died.</summary>
    public bool HasFailed => ExitCode != 0;

    /// <summary>Reports the death.</summary>
    public void Report(Exception failure)
    {
        ExitCode = 70;
        LogFailure(failure);
        lifetime.StopApplication();
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Critical, Message = "The pipeline failed; the server stops.")]
    private partial void LogFailure(Exception failure);
}
