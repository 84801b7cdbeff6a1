using System.CommandLine;
using Ticker.Cli.Feeding;
using Ticker.Synthetic;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker feed simulate</c>: publishes a made-up market.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var defaults = new SyntheticMarketOptions();
        Option<Uri> to = FeedCommand.To();
        Option<string> feed = FeedCommand.Name("simulation");
        Option<string?> key = FeedCommand.Key();
        Option<Pace> speed = FeedCommand.Speed();
        var rate = new Option<double>("--rate")
        {
            Description = "Ticks per second of the market's time, on average over all instruments.",
            HelpName = "N",
            DefaultValueFactory = _ => defaults.TicksPerSecond,
        };
        var seed = new Option<long>("--seed")
        {
            Description = "Chooses one market of many; the same seed makes the same ticks again.",
            HelpName = "S",
            DefaultValueFactory = _ => defaults.Seed,
        };
        var instruments = new Option<int>("--instruments")
        {
            Description = "How many instruments.",
            HelpName = "N",
            DefaultValueFactory = _ => defaults.InstrumentCount,
        };
        var length = new Option<TimeSpan?>("--for")
        {
            Description = "How much of the market's time to publish: 90s, 5m, 1.5h. Default: until Ctrl-C.",
            HelpName = "DURATION",
            CustomParser = Arguments.Duration,
        };
        var command = new DocumentedCommand("simulate", "Publish a made-up market: quotes, trades, bursts and halts of many instruments.", """
            Ctrl-C ends the feed properly. A line with what was sent and taken comes last.

            Examples:
              ticker feed simulate
              ticker feed simulate --rate 50000 --instruments 1000 --for 5m
              ticker feed simulate --seed 7 --for 1m --speed max
            """)
        {
            to, rate, seed, instruments, length, speed, feed, key,
        };
        command.SetAction(async (parsed, _) =>
        {
            var options = new SyntheticMarketOptions
            {
                TicksPerSecond = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                InstrumentCount = parsed.GetValue(instruments),
            };
            if (options.Check() is { Count: > 0 } wrong)
            {
                string all = string.Join("; ", wrong).Replace("InstrumentCount", "--instruments").Replace("TicksPerSecond", "--rate");
                throw new CommandException(ExitCode.Usage, all);
            }

            var market = new SyntheticMarket(options);
            using var interruption = new Interruption();
            await using FeedRun run = await FeedRun.StartAsync(parsed.GetRequiredValue(to), parsed.GetRequiredValue(feed), parsed.GetValue(key), interruption);
            var source = new MarketSource(market, parsed.GetValue(speed), parsed.GetValue(length), done => run.Fraction = done);
            return (int)await run.RunAsync(source.RunAsync);
        });
        return command;
    }
}
