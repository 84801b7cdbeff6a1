using System.Net.Sockets;
using System.Reflection;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Feeds.Grpc;
using Ticker.Recording.Journal;
using Ticker.Recording.Late;
using Ticker.Recording.Replay;
using Ticker.Server.Access;
using Ticker.Server.Admin;
using Ticker.Server.Dashboard;
using Ticker.Server.Demo;
using Ticker.Server.Drain;
using Ticker.Server.Health;
using Ticker.Server.Journal;
using Ticker.Server.Logs;
using Ticker.Server.Metrics;
using Ticker.Server.Otlp;
using Ticker.Server.Replay;
using Ticker.Server.Systemd;
using Ticker.Transports.Access;
using Ticker.Transports.Admin;
using Ticker.Transports.History;
using Ticker.Transports.Proxies;
using Ticker.Transports.Replay;
using Ticker.Transports.Roads;
using Ticker.Transports.Snapshots;
using Ticker.Transports.WebSockets;

namespace Ticker.Server;

/// <summary>The server: composed here, top to bottom, and run.</summary>
public static class TickerServer
{
    /// <summary>The exit code of a server that did not start, because of its settings or its surroundings.</summary>
    public const int CouldNotStart = 1;

    /// <summary>Runs a server until it is told to stop.</summary>
    /// <param name="args">Settings, as in <c>--Ticker:Listen:Web=http://127.0.0.1:9000</c>.</param>
    /// <returns>The exit code: 0, or <see cref="CouldNotStart"/> with one clear message on standard error.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        WebApplication app;
        try
        {
            app = Build(args);
        }
        catch (InvalidConfigurationException invalid)
        {
            await Console.Error.WriteLineAsync(invalid.Message).ConfigureAwait(false);
            return CouldNotStart;
        }

        using var second = new SecondSignal();
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync().ConfigureAwait(false);
            }
            catch (Exception refused) when (refused is IOException or SocketException)
            {
                ListenOptions listen = app.Services.GetRequiredService<ServerOptions>().Listen;
                await Console.Error.WriteLineAsync($"cannot listen on {string.Join(" and ", new[] { listen.Web, listen.Grpc, listen.Http2, listen.Tls, listen.Admin }.Where(url => url.Length > 0))}: {refused.Message} Choose others with --Ticker:Listen:Web and --Ticker:Listen:Grpc.").ConfigureAwait(false);
                return CouldNotStart;
            }

            await Banner.WriteAsync(Addresses(app), app.Services.GetRequiredService<ServerOptions>()).ConfigureAwait(false);
            var systemd = SystemdNotice.FromEnvironment();
            systemd.Ready();
            app.Lifetime.ApplicationStopping.Register(systemd.Stopping);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            return app.Services.GetRequiredService<PipelineFailure>().ExitCode;
        }
    }

    /// <summary>Composes a server without starting it.</summary>
    /// <param name="args">Settings.</param>
    /// <exception cref="InvalidConfigurationException">The settings are not valid.</exception>
    public static WebApplication Build(string[] args)
    {
        args = ReplayArguments.Expand(args);
        WebApplicationBuilder builder = NewBuilder(args);
        (ServerOptions options, ServerFiles files, _) = Read(builder.Configuration, args);
        ConsoleLog.Add(builder, options.Log);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain.Delay + options.Drain.Flush + options.Pipeline.Subscribers.CloseGrace + TimeSpan.FromSeconds(3));
        var starting = new StartingLog();
        starting.Filter(builder.Logging);
        LogFilter.Add(builder.Logging);
        Listeners.Add(builder, options, files.Certificate);
        AccessHosting.Add(builder.Services, options, files.Verifiers);

        builder.Services.AddProblemDetails();
        Pages.Add(builder.Services);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PipelineFailure>();
        builder.Services.AddSingleton(services => new Pipeline(
            options.Pipeline,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<PipelineFailure>().Report,
            services.GetService<LiveJournal>(),
            services.GetService<LiveJournal>()?.Stored,
            services.GetService<JournalPast>()));
        builder.Services.AddSingleton(services => new Markets(
            services.GetRequiredService<Pipeline>(),
            services.GetService<LiveJournal>(),
            options.Delay,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<PipelineFailure>().Report));
        builder.Services.AddSingleton(services => new StreamEndpoint(
            services.GetRequiredService<Pipeline>(),
            options.WebSockets,
            Name,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<StreamEndpoint>>(),
            services.GetRequiredService<WebGuard>(),
            services.GetRequiredService<ConnectionRegister>(),
            services.GetRequiredService<Markets>()));
        AddRoads(builder.Services, options);
        AdminHosting.Add(builder.Services);
        builder.Services.AddSingleton(services => new GrpcFeedDoor(
            services.GetRequiredService<Pipeline>().Feeds,
            services.GetRequiredService<Pipeline>().Position.Epoch,
            options.Grpc,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<GrpcFeedDoor>>(),
            services.GetRequiredService<DrainSignal>().Ending,
            services.GetRequiredService<AccessGate>()));
        builder.Services.AddSingleton<TickerMeter>();
        builder.Services.AddSingleton<MetricsPage>();
        OtlpPump.Add(builder.Services, options.Otlp);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton(options.Drain);
        builder.Services.AddSingleton<DrainSignal>();
        builder.Services.AddHostedService<ServerDrain>();
        builder.Services.AddHostedService<FeedClocks>();
        builder.Services.AddSingleton(_ => ReplayHosting.Shelf(options));
        builder.Services.AddSingleton(services => new ReplayEndpoint(
            services.GetRequiredService<Pipeline>(),
            services.GetRequiredService<StreamEndpoint>(),
            services.GetRequiredService<RecordingShelf>(),
            options.Recordings,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ReplayEndpoint>>()));
        builder.Services.AddSingleton(services => new HistoryEndpoint(
            services.GetService<LiveJournal>(),
            services.GetRequiredService<Markets>(),
            options.History,
            options.Pipeline.Subscribers.WriteDeadline,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<HistoryEndpoint>>(),
            services.GetRequiredService<DrainSignal>().Ending));
        if (files.Tape is { } tape)
        {
            ReplayHosting.Add(builder.Services, options, tape);
        }
        else if (options.Demo.Enabled)
        {
            builder.Services.AddSingleton(options.Demo);
            builder.Services.AddHostedService<DemoFeed>();
        }

        JournalHosting.Add(builder.Services, options);
        WebApplication app = builder.Build();
        Pipeline pipeline = app.Services.GetRequiredService<Pipeline>();
        app.Lifetime.ApplicationStarted.Register(starting.Started);
        app.Services.GetRequiredService<TickerMeter>();
        pipeline.Start();
        Map(app, pipeline);
        return app;
    }

    /// <summary>Reads the settings as a server would, and shows them, without starting anything.</summary>
    /// <param name="args">Settings, as for <see cref="RunAsync"/>.</param>
    /// <param name="file">Is read in place of this program's own <c>appsettings.json</c>; null = none is.</param>
    /// <exception cref="InvalidConfigurationException">Something is wrong with them; it says everything that is.</exception>
    public static IReadOnlyList<ShownSetting> Settings(string[] args, string? file = null)
    {
        args = ReplayArguments.Expand(args);
        var problems = new Problems();
        ServerOptions.Read(Configuration(args, file), args, problems, out IReadOnlyList<ShownSetting> shown);
        problems.ThrowIfAny();
        return shown;
    }

    /// <summary>The same, and reads what they name: the server would start with them, if its ports and its journal are free.</summary>
    /// <param name="args">Settings, as for <see cref="RunAsync"/>.</param>
    /// <param name="file">Is read in place of this program's own <c>appsettings.json</c>; null = none is.</param>
    /// <exception cref="InvalidConfigurationException">Something is wrong with them, or with what they name; it says everything that is.</exception>
    public static IReadOnlyList<ShownSetting> Check(string[] args, string? file = null)
    {
        args = ReplayArguments.Expand(args);
        (_, ServerFiles files, IReadOnlyList<ShownSetting> shown) = Read(Configuration(args, file), args);
        files.Dispose();
        return shown;
    }

    /// <summary>Where a started server listens.</summary>
    public static ServerAddresses Addresses(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return Listeners.AddressesOf(app);
    }

    private const string Usage = """
        Runs Ticker: subscribers on port 8080, publishers on port 8081, until Ctrl-C.

        Settings:   --Ticker:Key=value, or Ticker__Key=value in the environment, or appsettings.json.
                    src/docs/configuration.md lists all of them.

          --Ticker:Listen:Web=http://127.0.0.1:8080    where subscribers connect
          --Ticker:Listen:Grpc=http://127.0.0.1:8081   where publishers connect
          --Ticker:Demo:Enabled=true                   whether the simulated market runs
          --replay PATH                                run on a recording instead, with --speed 10, --max-gap 1s,
                                                       --loop, --from, --to and --times now
        """;

    /// <summary>The server's version, as in <c>1.2.3</c>.</summary>
    public static string Version => typeof(TickerServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Name => $"ticker/{Version}";

    private static WebApplicationBuilder NewBuilder(string[] args) =>
        Problems.InFiles(() => WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }));

    // With a file of its own, in the order in which the host reads its own: the later win.
    private static IConfiguration Configuration(string[] args, string? file) => file is null
        ? NewBuilder(args).Configuration
        : Problems.InFiles(() => new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).AddEnvironmentVariables().AddCommandLine(args).Build());

    // Everything that is wrong is told together, with whatever reads it.
    private static (ServerOptions Options, ServerFiles Files, IReadOnlyList<ShownSetting> Shown) Read(IConfiguration configuration, string[] args)
    {
        var problems = new Problems();
        var options = ServerOptions.Read(configuration, args, problems, out IReadOnlyList<ShownSetting> shown);
        var files = ServerFiles.Read(options, problems);
        problems.ThrowIfAny();
        return (options, files, shown);
    }

    private static void AddRoads(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.Roads);
        services.AddSingleton(provider => new RoadDoor(provider.GetRequiredService<Pipeline>(), options.Roads, provider.GetRequiredService<AccessGate>().Refusals, options.WebSockets));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StreamingEndpoint>(provider, Name));
        services.AddSingleton<AnswerEndpoint>();
    }

    private static void Map(WebApplication app, Pipeline pipeline)
    {
        app.UseTrustedProxies(app.Services.GetRequiredService<ServerOptions>().Proxies);
        app.UseFeedDoor(app.Services.GetRequiredService<GrpcFeedDoor>());
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<PageCheck>();
        app.UseStatusCodePages();
        app.UseAdminPort(app.Services.GetRequiredService<ServerOptions>().Listen);
        app.UsePages();
        var routes = new DescribedRoutes(app, app.Services.GetRequiredService<WebGuard>());
        routes.MapAny(StreamDescription.Endpoint, app.Services.GetRequiredService<StreamEndpoint>().HandleAsync);
        routes.MapAny(ReplayDescription.Endpoint, app.Services.GetRequiredService<ReplayEndpoint>().HandleAsync);
        routes.Map(RecordingsDescription.Endpoint, ActivatorUtilities.CreateInstance<RecordingsEndpoint>(app.Services).HandleAsync);
        routes.Map(InstrumentsDescription.Endpoint, new InstrumentsEndpoint(app.Services.GetRequiredService<Markets>(), app.Services.GetRequiredService<TimeProvider>()).HandleAsync);
        routes.Map(HistoryDescription.Endpoint, app.Services.GetRequiredService<HistoryEndpoint>().HandleAsync);
        routes.Map(RoadDescriptions.Events, app.Services.GetRequiredService<StreamingEndpoint>().EventsAsync);
        routes.Map(RoadDescriptions.Ticks, app.Services.GetRequiredService<StreamingEndpoint>().TicksAsync);
        routes.Map(RoadDescriptions.Poll, app.Services.GetRequiredService<AnswerEndpoint>().PollAsync);
        routes.Map(RoadDescriptions.Snapshot, app.Services.GetRequiredService<AnswerEndpoint>().SnapshotAsync);
        routes.Map(HealthEndpoints.Live, HealthEndpoints.OkAsync);
        routes.Map(HealthEndpoints.Startup, HealthEndpoints.OkAsync);
        routes.Map(HealthEndpoints.Ready, new HealthEndpoints(app.Services.GetRequiredService<Readiness>()).ReadyAsync);
        routes.Map(MetricsPage.Endpoint, app.Services.GetRequiredService<MetricsPage>().HandleAsync);
        AdminHosting.Map(routes, app.Services);
        routes.Map(TicketDescription.Endpoint, new TicketEndpoint(app.Services.GetRequiredService<AccessGate>()).HandleAsync);
        routes.MapDocuments();
    }
}
