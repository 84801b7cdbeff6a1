using Ticker.Engine;
using Ticker.Feeds.Grpc;
using Ticker.Server.Demo;
using Ticker.Transports.WebSockets;

namespace Ticker.Server;

/// <summary>All settings of a server, read at start from files, environment and command line, and checked together.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens.</summary>
    public required ListenOptions Listen { get; init; }

    /// <summary>How the pipeline is built.</summary>
    public required PipelineOptions Pipeline { get; init; }

    /// <summary>What the subscriber door takes.</summary>
    public required StreamEndpointOptions WebSockets { get; init; }

    /// <summary>What the feed door takes.</summary>
    public required GrpcFeedOptions Grpc { get; init; }

    /// <summary>The built-in source of ticks.</summary>
    public required DemoOptions Demo { get; init; }

    /// <summary>Reads the settings under <c>Ticker</c>.</summary>
    /// <exception cref="InvalidConfigurationException">Something is wrong with them; it says everything that is.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var wrong = new List<string>();
        var options = new ServerOptions
        {
            Listen = Bind<ListenOptions>(configuration, "Ticker:Listen", wrong),
            Pipeline = Bind<PipelineOptions>(configuration, "Ticker", wrong),
            WebSockets = Bind<StreamEndpointOptions>(configuration, "Ticker:WebSockets", wrong),
            Grpc = Bind<GrpcFeedOptions>(configuration, "Ticker:Feeds:Grpc", wrong),
            Demo = Bind<DemoOptions>(configuration, "Ticker:Demo", wrong),
        };
        wrong.AddRange([.. options.Listen.Check(), .. options.Pipeline.Check(), .. options.WebSockets.Check(), .. options.Grpc.Check(), .. options.Demo.Check()]);
        return wrong.Count == 0 ? options : throw new InvalidConfigurationException(wrong);
    }

    private static T Bind<T>(IConfiguration configuration, string section, List<string> wrong)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException unreadable)
        {
            wrong.Add($"{section}: {unreadable.Message}{(unreadable.InnerException is { } inner ? $" ({inner.Message})" : "")}");
            return new T();
        }
    }
}
