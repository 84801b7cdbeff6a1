using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Ticker.Server.Otlp;

/// <summary>Sends figures, and logs when that begins to fail and when it works again. For one thread.</summary>
/// <param name="otlp">How.</param>
/// <param name="answers">Knows why it failed.</param>
/// <param name="options">Where to and how often, for the log.</param>
/// <param name="logger">The log.</param>
internal sealed partial class NotedExporter(OtlpExporterOptions otlp, LastAnswer answers, OtlpOptions options, ILogger<OtlpPump> logger) : OtlpMetricExporter(otlp)
{
    private bool _isFailing;

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        ExportResult result = base.Export(metrics);
        bool fails = result == ExportResult.Failure;
        if (fails != _isFailing)
        {
            _isFailing = fails;
            if (fails)
            {
                LogFails(logger, options.Endpoint, answers.Trouble, options.Interval);
            }
            else
            {
                LogWorks(logger, options.Endpoint);
            }
        }

        return result;
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "The figures cannot be sent to {Endpoint} ({Reason}); it is tried again every {Interval}.")]
    private static partial void LogFails(ILogger logger, string endpoint, string reason, TimeSpan interval);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Information, Message = "The figures are sent to {Endpoint} again.")]
    private static partial void LogWorks(ILogger logger, string endpoint);
}
