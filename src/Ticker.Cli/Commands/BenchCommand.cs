using System.CommandLine;
using System.CommandLine.Parsing;
using Ticker.Cli.Benching;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker bench</c>: puts a load on a server, and measures.</summary>
internal static class BenchCommand
{
    private const int MostSubscribers = 20_000;
    private const int MostInstruments = 100_000;
    private const double MostUpdates = 1_000_000;

    public static Command Create()
    {
        var what = new SubscribeArguments(SymbolsWanted.Own);
        Option<Uri> url = ServerOption.Create();
        Option<Uri> to = FeedCommand.To();
        Option<string?> key = KeyOption.Create();
        var feedKey = new Option<string?>("--feed-key")
        {
            Description = "The publisher's key, where the server asks for one. Default: the environment variable TICKER_FEED_KEY.",
            HelpName = "KEY",
        };
        Option<long?> subscribers = Number("--subscribers", $"How many subscribers, each on a connection of its own, up to {MostSubscribers}. Default: 100.");
        Option<long?> slow = Number("--slow", "How many of them are slow: they wait after each message. Default: none.");
        var pause = new Option<TimeSpan?>("--slow-pause") { Description = "How long a slow one waits after each message. Default: 1s.", HelpName = "DURATION", CustomParser = Arguments.Duration };
        Option<long?> rate = Number("--rate", $"How many updates to publish a second, up to {MostUpdates}. Default: 10000. Not with symbols.");
        Option<long?> instruments = Number("--instruments", $"How many instruments the market of its own has, up to {MostInstruments}. Default: 100. Not with symbols.");
        var length = new Option<TimeSpan?>("--for") { Description = "How long to measure. Default: 10s.", HelpName = "DURATION", CustomParser = Arguments.Duration };
        var warmUp = new Option<TimeSpan?>("--warm-up") { Description = "How long to run before that. Default: 2s.", HelpName = "DURATION", CustomParser = Arguments.Duration };
        var json = new Option<bool>("--json") { Description = "The result as one JSON object, with every bucket of the histograms." };
        var command = new DocumentedCommand("bench", "Put subscribers and updates on a server, and measure what comes, how old it is, and whether every account adds up.", """
            Without symbols a market of the venue BENCH is published over gRPC, evenly, a trade in ten
            updates, and everybody subscribes to all of it. With symbols nothing is published, and everybody
            subscribes to what is there.

            The result counts ticks by the server's own statements, each held against what its subscriber
            counted; with a market of its own each must also have matched every update published. If one
            does not, the command ends with code 1. Those who are evicted for their slowness are told, and
            are no failure.

            Publishing and reading take processors too, on this machine: if it is the server's as well, the
            times hold that. The instruments of BENCH stay in the server, and what was published in its
            journal: run it against a server that may have them.

            Examples:
              ticker bench
              ticker bench --subscribers 500 --slow 20 --rate 20000 --for 30s
              ticker bench 'XNAS:*' --subscribers 50 --mode interval --interval 100ms
              ticker bench --mode all --json | jq '{balanced, p99: .received_ms.p99}'
            """);
        what.AddPaceTo(command);
        foreach (Option option in (Option[])[url, to, key, feedKey, subscribers, slow, pause, rate, instruments, length, warmUp, json])
        {
            command.Add(option);
        }

        command.Validators.Add(result => Check(result, (subscribers, 100, MostSubscribers), (rate, 10_000, MostUpdates), (instruments, 100, MostInstruments)));
        command.Validators.Add(result =>
        {
            if (Given(result, slow, 0) > Given(result, subscribers, 100))
            {
                result.AddError("--slow is more than there are --subscribers");
            }

            if (what.AreNamed(result) && (result.GetResult(rate) ?? result.GetResult(instruments)) is { Implicit: false })
            {
                result.AddError("--rate and --instruments are of a market of its own: not with symbols");
            }
        });
        command.SetAction(async (parsed, _) =>
        {
            var run = new BenchRun(new BenchPlan
            {
                Server = parsed.GetRequiredValue(url),
                Key = KeyOption.Of(parsed, key),
                Publish = parsed.GetRequiredValue(to),
                FeedKey = parsed.GetValue(feedKey) ?? Environment.GetEnvironmentVariable("TICKER_FEED_KEY"),
                Request = what.Request(parsed, id: 1),
                Subscribers = (int)(parsed.GetValue(subscribers) ?? 100),
                Slow = (int)(parsed.GetValue(slow) ?? 0),
                SlowPause = parsed.GetValue(pause) ?? TimeSpan.FromSeconds(1),
                Rate = parsed.GetValue(rate) ?? 10_000,
                Instruments = (int)(parsed.GetValue(instruments) ?? 100),
                Length = parsed.GetValue(length) ?? TimeSpan.FromSeconds(10),
                WarmUp = parsed.GetValue(warmUp) ?? TimeSpan.FromSeconds(2),
            })
            {
                Json = parsed.GetValue(json),
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }

    private static Option<long?> Number(string name, string description) => new(name) { Description = description, HelpName = "N", CustomParser = Arguments.Count };

    private static void Check(CommandResult result, params (Option<long?> Option, long Default, double Most)[] numbers)
    {
        foreach ((Option<long?> option, long usual, double most) in numbers)
        {
            if (Given(result, option, usual) > most)
            {
                result.AddError($"{option.Name} may be {most} at most");
            }
        }
    }

    // By the words as they were given: what is no number is told by its own option.
    private static long Given(CommandResult result, Option<long?> option, long usual) =>
        result.GetResult(option) is { Tokens: [var word, ..] } && long.TryParse(word.Value, out long number) ? number : usual;
}
