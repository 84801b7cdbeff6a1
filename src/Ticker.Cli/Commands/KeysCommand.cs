using System.CommandLine;
using Ticker.Cli.Keys;
using Ticker.Engine.Access;
using Ticker.Model;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker keys</c>: makes, lists and revokes API keys.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make, list and revoke the API keys of a server.")
    {
        Add(),
        List(),
        Revoke(),
    };

    private static Option<string> Path() => new("--file")
    {
        Description = "The file of keys, which the server is told with Ticker:Access:Keys. Default: keys.json.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "keys.json",
    };

    private static Option<string[]> Several(string name, string help, string description) => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static Option<long?> Most(string name, string description) => new(name) { Description = description, HelpName = "N", CustomParser = Arguments.Count };

    private static Option<TimeSpan?> Length(string name, string description) => new(name) { Description = description, HelpName = "DURATION", CustomParser = Arguments.Duration };

    private static DocumentedCommand Add()
    {
        var owner = new Argument<string>("NAME") { Description = "Whose it is, as lists and logs show it." };
        Option<string> file = Path();
        Option<string[]> symbols = Several("--symbols", "SYMBOL", "The symbols and patterns that may be seen, as 'XNAS:*'.");
        Option<TickKinds> kinds = SubscribeArguments.Kinds();
        Option<TimeSpan?> interval = Length("--min-interval", "The least interval between quotes of an instrument; only mode interval is given then.");
        Option<TimeSpan?> delay = Length("--delay", "How much later than it happened the market is seen. Needs the server's journal.");
        Option<long?> connections = Most("--connections", "The most connections at a time.");
        Option<long?> subscriptions = Most("--subscriptions", "The most subscriptions of a connection.");
        Option<string[]> feeds = Several("--feeds", "FEED", "The feeds that may be published, by name; '*' is all. Needs --venues.");
        Option<string[]> venues = Several("--venues", "VENUE", "The venues whose instruments may be published; '*' is all.");
        var admin = new Option<bool>("--admin") { Description = "Whether others may be looked at and ended." };
        Option<TimeSpan?> life = Length("--for", "How long it is valid. Default: until it is revoked.");
        var command = new DocumentedCommand("add", "Make a key, and show it: this once, since only a hash of it is kept.", """
            The key goes to standard output, and nothing else does. A running server takes it within a second.

            Examples:
              ticker keys add board --symbols 'XNAS:*' 'EBS:*' --min-interval 250ms
              ticker keys add delayed --symbols '*' --delay 15m
              ticker keys add nasdaq-publisher --feeds nasdaq --venues XNAS
              ticker keys add everything --symbols '*' --for 90d > key.txt
            """)
        {
            owner, file, symbols, kinds, interval, delay, connections, subscriptions, feeds, venues, admin, life,
        };
        command.SetAction(parsed =>
        {
            if (SymbolScope.Parse(parsed.GetValue(symbols) ?? [], out SymbolScope scope) is { } wrong)
            {
                throw new CommandException(ExitCode.Usage, $"--symbols: {wrong}");
            }

            var entitlements = new Entitlements
            {
                Symbols = scope,
                Kinds = parsed.GetValue(kinds),
                MinInterval = parsed.GetValue(interval) ?? TimeSpan.Zero,
                Delay = TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Math.Ceiling((parsed.GetValue(delay) ?? TimeSpan.Zero).TotalMilliseconds))),
                MaxConnections = (int?)Math.Min(int.MaxValue, parsed.GetValue(connections) ?? int.MaxValue) is { } most and < int.MaxValue ? most : null,
                MaxSubscriptions = (int?)Math.Min(int.MaxValue, parsed.GetValue(subscriptions) ?? int.MaxValue) is { } each and < int.MaxValue ? each : null,
                Feeds = new NameScope(parsed.GetValue(feeds) ?? []),
                Venues = new NameScope(parsed.GetValue(venues) ?? []),
                MayAdminister = parsed.GetValue(admin),
            };
            return (int)KeyRuns.Add(parsed.GetRequiredValue(file), parsed.GetRequiredValue(owner), entitlements, parsed.GetValue(life));
        });
        return command;
    }

    private static DocumentedCommand List()
    {
        Option<string> file = Path();
        var command = new DocumentedCommand("list", "Show the keys that there are, and what they allow.", """
            Examples:
              ticker keys list
              ticker keys list --file /etc/ticker/keys.json
            """)
        {
            file,
        };
        command.SetAction(parsed => (int)KeyRuns.List(parsed.GetRequiredValue(file)));
        return command;
    }

    private static DocumentedCommand Revoke()
    {
        var id = new Argument<string>("ID") { Description = "What names the key, as list shows it: tk_ and twelve letters. The whole key will do." };
        Option<string> file = Path();
        var command = new DocumentedCommand("revoke", "Revoke a key: whoever uses it is let in no more, and put out within a second.", """
            Examples:
              ticker keys revoke tk_5f1c0a9be24d
            """)
        {
            id, file,
        };
        command.SetAction(parsed => (int)KeyRuns.Revoke(parsed.GetRequiredValue(file), parsed.GetRequiredValue(id)));
        return command;
    }
}
