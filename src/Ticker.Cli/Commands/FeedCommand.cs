using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker feed</c>: publishes to a server's feed door.</summary>
internal static class FeedCommand
{
    public static Command Create() => new("feed", "Publish a made-up market or recordings to a server, over gRPC.")
    {
        SimulateCommand.Create(),
        PlayCommand.Create(),
    };

    /// <summary>Where the feed goes.</summary>
    public static Option<Uri> To() => new("--to")
    {
        Description = "The server's gRPC address.",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8081"),
        CustomParser = Arguments.Url("http", "https"),
    };

    /// <summary>What the feed is called.</summary>
    public static Option<string> Name(string name) => new("--feed")
    {
        Description = "The feed's name, as subscribers see it in heartbeats.",
        HelpName = "NAME",
        DefaultValueFactory = _ => name,
    };

    /// <summary>The publisher's key.</summary>
    public static Option<string?> Key() => new("--key")
    {
        Description = "The publisher's key, where the server asks for one. Default: the environment variable TICKER_FEED_KEY.",
        HelpName = "KEY",
    };

    /// <summary>How fast its time goes by.</summary>
    public static Option<Pace> Speed() => new("--speed")
    {
        Description = "How fast its time goes by: 1 = as it was, 10 = ten times that, 0.5 = half, max = as fast as the server takes it.",
        HelpName = "N|max",
        DefaultValueFactory = _ => Pace.RealTime,
        CustomParser = Arguments.Pace,
    };
}
