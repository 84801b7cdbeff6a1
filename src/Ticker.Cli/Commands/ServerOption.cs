using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary>The address of the server that a command subscribes at.</summary>
internal static class ServerOption
{
    public static Option<Uri> Create() => new("--url")
    {
        Description = "The server's web address.",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri("ws://127.0.0.1:8080"),
        CustomParser = Arguments.Url("ws", "wss", "http", "https"),
    };
}
