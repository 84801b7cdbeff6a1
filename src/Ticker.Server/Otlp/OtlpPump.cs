using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Ticker.Server.Metrics;

namespace Ticker.Server.Otlp;

/// <summary>
/// Sends the figures that <c>/metrics</c> shows to a collector by the OpenTelemetry protocol, from a thread of its own. A
/// collector that is not there harms nothing.
/// </summary>
/// <param name="options">Where to, and how.</param>
/// <param name="server">All settings: how many feeds there may be.</param>
/// <param name="factory">Made the server's meter.</param>
/// <param name="logger">Is told when sending fails, and when it works again.</param>
internal sealed class OtlpPump(OtlpOptions options, ServerOptions server, IMeterFactory factory, ILogger<OtlpPump> logger) : IHostedService, IDisposable
{
    private const int StatesOfAFeed = 4;

    // The last figures are sent at the end; a collector that does not answer may not hold up the server's.
    private static readonly TimeSpan LastSend = TimeSpan.FromSeconds(2);

    private readonly LastAnswer _answers = new();
    private MeterProvider? _provider;

    /// <summary>Adds it where it is asked for; else nothing is added.</summary>
    public static void Add(IServiceCollection services, OtlpOptions options)
    {
        if (options.IsOn)
        {
            services.AddSingleton(options);
            services.AddHostedService<OtlpPump>();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(TickerMeter.Name, ReportedInstruments.Runtime)
            .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(
                options.ServiceName,
                serviceVersion: TickerServer.Version,
                autoGenerateServiceInstanceId: false,
                serviceInstanceId: options.InstanceId.Length > 0 ? options.InstanceId : Guid.NewGuid().ToString()))
            .AddView(ViewOf)
            .AddReader(new PeriodicExportingMetricReader(
                new NotedExporter(Otlp(), _answers, options, logger), (int)options.Interval.TotalMilliseconds, (int)options.Timeout.TotalMilliseconds))
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => _provider?.Shutdown((int)LastSend.TotalMilliseconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(LastSend * 2, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider?.Dispose();
        _answers.Dispose();
    }

    // Null = as it is. As many attributes as there may be feeds, each in four states, are more than is usual.
    private MetricStreamConfiguration? ViewOf(Instrument instrument) =>
        !ReportedInstruments.Include(instrument, factory) ? MetricStreamConfiguration.Drop
        : instrument.Name.StartsWith("ticker.feed.", StringComparison.Ordinal)
            ? new MetricStreamConfiguration { CardinalityLimit = (server.Pipeline.Feeds.MaxFeeds * (instrument.Name == "ticker.feed.state" ? StatesOfAFeed : 1)) + 1 }
            : null;

    private OtlpExporterOptions Otlp()
    {
        var address = new Uri(options.Endpoint);
        bool isGrpc = options.Protocol == "grpc";
        return new OtlpExporterOptions
        {
            Endpoint = isGrpc || address.AbsolutePath != "/" ? address : new Uri(address, "/v1/metrics"),
            Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Headers = options.Headers.Length > 0 ? options.Headers : null,
            TimeoutMilliseconds = (int)options.Timeout.TotalMilliseconds,
            HttpClientFactory = () => new HttpClient(_answers, disposeHandler: false) { Timeout = options.Timeout },
        };
    }
}
