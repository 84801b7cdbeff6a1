using System.Diagnostics.Metrics;
using System.Globalization;
using Ticker.Engine.Access;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Server.Metrics;

/// <summary>
/// <c>GET /metrics</c>: the server's meter, and what matters of the runtime's, for Prometheus to scrape. Each answer is
/// one collection: its figures balance. Thread-safe.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private PrometheusText _text = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">Made the server's meter.</param>
    /// <param name="meter">The meter; it must exist before it can be listened to.</param>
    public MetricsPage(IMeterFactory factory, TickerMeter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReportedInstruments.Include(instrument, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _text.Add(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _text.Add(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _text.Add(instrument, value.ToString("R", CultureInfo.InvariantCulture), tags));
        _listener.Start();
    }

    /// <summary>The endpoint.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/metrics", "metrics", "All figures of the server, for Prometheus to scrape.")
    {
        Needs = Right.Administer,
        Answers = [new(200, "The figures, in Prometheus' text format.", ("text/plain", () => Schema.Text()))],
    };

    /// <summary>Answers with one collection.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = PrometheusText.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(Collect(), context.RequestAborted).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private string Collect()
    {
        lock (_lock)
        {
            _text = new PrometheusText();
            _listener.RecordObservableInstruments();
            return _text.ToString();
        }
    }
}
