using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker serve</c>: runs the server in this process.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var settings = new Argument<string[]>("SETTINGS")
        {
            Description = "Settings of the server, after --, as --Section:Key=value.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new DocumentedCommand("serve", "Run a server: WebSockets, HTTP and the board on port 8080, the feed door on port 8081.", """
            Out of the box it shows a made-up market. Settings come from appsettings.json, from the
            environment (Ticker__Listen__Web) or from what follows --.

            Examples:
              ticker serve
              ticker serve -- --Ticker:Demo:Enabled=false
              ticker serve -- --Ticker:Listen:Web=http://0.0.0.0:80 --Ticker:Access:Keys=keys.json
            """)
        {
            TakesForeignOptions = true,
        };
        command.Add(settings);
        command.SetAction((parsed, _) => Ticker.Server.TickerServer.RunAsync(parsed.GetValue(settings) ?? []));
        return command;
    }
}
