using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Feeds.Grpc;
using Ticker.Recording.Journal;
using Ticker.Recording.Late;
using Ticker.Recording.Replay;
using Ticker.Server.Access;
using Ticker.Server.Demo;
using Ticker.Server.Drain;
using Ticker.Server.Logs;
using Ticker.Server.Otlp;
using Ticker.Server.Replay;
using Ticker.Transports.History;
using Ticker.Transports.Proxies;
using Ticker.Transports.Roads;
using Ticker.Transports.WebSockets;

namespace Ticker.Server;

/// <summary>All settings of a server, read at start from files, environment and command line, and checked together.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens.</summary>
    public required ListenOptions Listen { get; init; }

    /// <summary>What a connection may take before it is anything more than HTTP.</summary>
    public required HttpOptions Http { get; init; }

    /// <summary>Who may come in.</summary>
    public required AccessOptions Access { get; init; }

    /// <summary>How long the gate waits for those who come.</summary>
    public required GateOptions Gate { get; init; }

    /// <summary>Which proxies before it are believed.</summary>
    public required ProxyOptions Proxies { get; init; }

    /// <summary>How the pipeline is built.</summary>
    public required PipelineOptions Pipeline { get; init; }

    /// <summary>What the subscriber door takes.</summary>
    public required StreamEndpointOptions WebSockets { get; init; }

    /// <summary>What subscribers that come by plain HTTP may take.</summary>
    public required RoadOptions Roads { get; init; }

    /// <summary>What the feed door takes.</summary>
    public required GrpcFeedOptions Grpc { get; init; }

    /// <summary>The built-in source of ticks.</summary>
    public required DemoOptions Demo { get; init; }

    /// <summary>How its log is written.</summary>
    public required LogOptions Log { get; init; }

    /// <summary>Where its figures are sent.</summary>
    public required OtlpOptions Otlp { get; init; }

    /// <summary>How it stops.</summary>
    public required DrainOptions Drain { get; init; }

    /// <summary>How what is streamed is kept.</summary>
    public required JournalOptions Journal { get; init; }

    /// <summary>How it is served to those who see it late.</summary>
    public required DelayOptions Delay { get; init; }

    /// <summary>How much of it may be asked for at a time.</summary>
    public required HistoryOptions History { get; init; }

    /// <summary>Which recordings may be replayed, and how many at a time.</summary>
    public required ReplayOptions Recordings { get; init; }

    /// <summary>The recording that the server runs on, if it does.</summary>
    public required ReplayFeedOptions Replay { get; init; }

    /// <summary>Whether what is streamed is kept; what is played from a recording is kept already.</summary>
    public bool KeepsJournal => Journal.Enabled && !Replay.IsOn;

    /// <summary>Reads the settings under <c>Ticker</c>.</summary>
    /// <param name="configuration">Files, environment and command line, the later over the earlier.</param>
    /// <param name="args">The command line once more, to tell what in it sets nothing.</param>
    /// <exception cref="InvalidConfigurationException">Something is wrong with them; it says everything that is.</exception>
    public static ServerOptions Read(IConfiguration configuration, IReadOnlyList<string> args)
    {
        var problems = new Problems();
        ServerOptions options = Read(configuration, args, problems, out _);
        problems.ThrowIfAny();
        return options;
    }

    /// <summary>The same, with every setting as it may be shown to a person.</summary>
    /// <param name="configuration">Files, environment and command line, the later over the earlier.</param>
    /// <param name="args">The command line once more.</param>
    /// <param name="problems">Gets all that is wrong with them; what cannot be read keeps its default.</param>
    /// <param name="shown">Each setting with its value; secrets are hidden.</param>
    internal static ServerOptions Read(IConfiguration configuration, IReadOnlyList<string> args, Problems problems, out IReadOnlyList<ShownSetting> shown)
    {
        var settings = new Settings(configuration);
        var options = new ServerOptions
        {
            Listen = settings.Bind<ListenOptions>("Ticker:Listen"),
            Http = settings.Bind<HttpOptions>("Ticker:Http"),
            Access = settings.Bind<AccessOptions>("Ticker:Access"),
            Gate = settings.Bind<GateOptions>("Ticker:Access"),
            Proxies = settings.Bind<ProxyOptions>("Ticker:Proxies"),
            Pipeline = settings.Bind<PipelineOptions>("Ticker"),
            WebSockets = settings.Bind<StreamEndpointOptions>("Ticker:WebSockets"),
            Roads = settings.Bind<RoadOptions>("Ticker:Roads"),
            Grpc = settings.Bind<GrpcFeedOptions>("Ticker:Feeds:Grpc"),
            Demo = settings.Bind<DemoOptions>("Ticker:Demo"),
            Log = settings.Bind<LogOptions>("Ticker:Log"),
            Otlp = settings.Bind<OtlpOptions>("Ticker:Otlp"),
            Drain = settings.Bind<DrainOptions>("Ticker:Drain"),
            Journal = settings.Bind<JournalOptions>("Ticker:Journal"),
            Delay = settings.Bind<DelayOptions>("Ticker:Delay"),
            History = settings.Bind<HistoryOptions>("Ticker:History"),
            Recordings = settings.Bind<ReplayOptions>("Ticker:Recordings"),
            Replay = settings.Bind<ReplayFeedOptions>("Ticker:Replay"),
        };
        shown = settings.Shown;
        settings.CheckKeys();
        settings.CheckArguments(args);
        problems.Add(
        [
            .. settings.Wrong, .. options.Listen.Check(), .. options.Http.Check(), .. options.Access.Check(options.Listen), .. options.Gate.Check(), .. options.Proxies.Check(), .. options.Pipeline.Check(), .. options.WebSockets.Check(),
            .. options.Grpc.Check(), .. options.Demo.Check(), .. options.Journal.Check(), .. options.Delay.Check(), .. options.History.Check(),
            .. options.Roads.Check(), .. options.Recordings.Check(), .. options.Replay.Check(), .. options.Drain.Check(), .. options.Log.Check(), .. options.Otlp.Check(),
        ]);
        return options;
    }
}
