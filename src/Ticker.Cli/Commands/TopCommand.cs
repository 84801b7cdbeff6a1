using System.CommandLine;
using Ticker.Cli.Administering;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker top</c>: a server as its operators see it, live.</summary>
internal static class TopCommand
{
    public static Command Create()
    {
        var server = new Option<Uri>("--server")
        {
            Description = "The server's web address, or that of its operators' port.",
            HelpName = "URL",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
            CustomParser = Arguments.Url("http", "https", "ws", "wss"),
        };
        Option<string?> key = KeyOption.Create();
        Option<string> sort = SubscribeArguments.Choice("--sort", "Which connections come first.", "pending", "rate", "conflated");
        var slow = new Option<bool>("--slow") { Description = "Show slow connections only." };
        var once = new Option<bool>("--once") { Description = "Show it once, as text: two looks, a second apart. The default where output is no terminal." };
        var json = new Option<bool>("--json") { Description = "Show it once, as the server tells it." };
        var command = new DocumentedCommand("top", "Watch a server: who is connected, what waits for whom and why, which feeds there are.", """
            Looks once a second at /admin/connections and /admin/feeds, which needs a key that may administer where the server
            asks for keys. Rates are differences between two looks. Of connections it looks at the first thousand.
            On the terminal p, r and c sort by what is pending, by rate or by what is conflated; q quits.

            Examples:
              ticker top
              ticker top --server http://127.0.0.1:8090 --slow
              ticker top --once --sort conflated
              ticker top --json | jq '.connections[] | select(.blocked) | .id'
            """);
        foreach (Option option in (Option[])[server, key, sort, slow, once, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            var run = new TopRun
            {
                Server = parsed.GetRequiredValue(server),
                Key = KeyOption.Of(parsed, key),
                Sort = parsed.GetRequiredValue(sort),
                Slow = parsed.GetValue(slow),
                Once = parsed.GetValue(once) || Console.IsOutputRedirected,
                Json = parsed.GetValue(json),
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }
}
