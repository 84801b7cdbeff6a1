using System.CommandLine;
using Ticker.Server;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker config</c>: looks at a server's settings without starting one.</summary>
internal static class ConfigCommand
{
    private const string Examples = """
        Settings come from appsettings.json, from the environment (Ticker__Listen__Web) and from what
        follows --, the later over the earlier, as for `ticker serve`. The file is the one beside this
        command, unless --file names that of another server.

        Examples:
          ticker config check -- --Ticker:Listen:Web=http://0.0.0.0:80
          ticker config check --file /opt/ticker/appsettings.json
          ticker config show -- --Ticker:Lanes=2
        """;

    public static Command Create() => new("config", "Look at a server's settings without starting it.")
    {
        Of("check", "Say everything that is wrong with the settings and what they name.", TickerServer.Check, shown =>
        {
            Console.WriteLine($"{shown.Count} settings are right; {shown.Count(one => one.IsSet)} of them are set");
        }),
        Of("show", "Show every setting with its value, * before those that are set; secrets are hidden.", TickerServer.Settings, shown =>
        {
            foreach (ShownSetting one in shown)
            {
                Console.WriteLine($"{(one.IsSet ? '*' : ' ')} {one.Key}={one.Value}");
            }
        }),
    };

    private static DocumentedCommand Of(string name, string description, Func<string[], string?, IReadOnlyList<ShownSetting>> read, Action<IReadOnlyList<ShownSetting>> show)
    {
        var settings = new Argument<string[]>("SETTINGS") { Description = "Settings of the server, after --, as --Section:Key=value.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file") { Description = "The file of settings to read, in place of the appsettings.json beside this command.", HelpName = "PATH" };
        var command = new DocumentedCommand(name, description, Examples) { TakesForeignOptions = true };
        command.Add(settings);
        command.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                show(read(parsed.GetValue(settings) ?? [], parsed.GetValue(file)));
                return (int)ExitCode.Done;
            }
            catch (InvalidConfigurationException invalid)
            {
                await Console.Error.WriteLineAsync(invalid.Message).ConfigureAwait(false);
                return (int)ExitCode.Failed;
            }
        });
        return command;
    }
}
