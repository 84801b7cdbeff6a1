using System.CommandLine;
using Ticker.Cli.Feeding;
using Ticker.Cli.Output;
using Ticker.Model;
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
        var into = new Option<string?>("--into")
        {
            Description = "Instead of publishing, write a recording: a new directory. Needs --for; the same options make the same ticks.",
            HelpName = "DIRECTORY",
        };
        var start = new Option<UnixNanos?>("--start")
        {
            Description = "With --into: the instant of the opening. Default: now.",
            HelpName = "INSTANT",
            CustomParser = Arguments.Instant,
        };
        var burstiness = new Option<double>("--burstiness")
        {
            Description = "How much of the activity answers earlier activity: 0 to 0.95.",
            HelpName = "SHARE",
            DefaultValueFactory = _ => defaults.Burstiness,
        };
        var halts = new Option<TimeSpan?>("--halt-every")
        {
            Description = $"The mean time from one trading halt to the next, of the market's time. Default: {defaults.HaltInterval.TotalSeconds:F0}s.",
            HelpName = "DURATION",
            CustomParser = Arguments.Duration,
        };
        var lose = new Option<TimeSpan?>("--lose-at")
        {
            Description = "With --into: after so much of the market's time, two seconds of the feed are lost on their way, as a feed gap.",
            HelpName = "DURATION",
            CustomParser = Arguments.Duration,
        };
        var command = new DocumentedCommand("simulate", "Publish a made-up market: quotes, trades, bursts and halts of many instruments.", """
            Ctrl-C ends the feed properly. A line with what was sent and taken comes last.

            Examples:
              ticker feed simulate
              ticker feed simulate --rate 50000 --instruments 1000 --for 5m
              ticker feed simulate --seed 7 --for 1m --speed max
              ticker feed simulate --seed 7 --for 10m --into market.rec
            """)
        {
            to, rate, seed, instruments, length, speed, burstiness, halts, into, start, lose, feed, key,
        };
        command.SetAction(async (parsed, _) =>
        {
            var options = new SyntheticMarketOptions
            {
                TicksPerSecond = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                InstrumentCount = parsed.GetValue(instruments),
                Burstiness = parsed.GetValue(burstiness),
                HaltInterval = parsed.GetValue(halts) ?? defaults.HaltInterval,
            };
            if (options.Check() is { Count: > 0 } wrong)
            {
                string all = string.Join("; ", wrong).Replace("InstrumentCount", "--instruments").Replace("TicksPerSecond", "--rate").Replace("Burstiness", "--burstiness").Replace("HaltInterval", "--halt-every");
                throw new CommandException(ExitCode.Usage, all);
            }

            var market = new SyntheticMarket(options);
            using var interruption = new Interruption();
            if (parsed.GetValue(into) is { } directory)
            {
                var recording = new MarketRecording
                {
                    Market = market,
                    Feed = parsed.GetRequiredValue(feed),
                    Start = parsed.GetValue(start) ?? UnixNanos.Now(TimeProvider.System),
                    Length = parsed.GetValue(length) ?? throw new CommandException(ExitCode.Usage, "--into needs --for: how much to record"),
                    Lost = parsed.GetValue(lose) is { } at ? (at, TimeSpan.FromSeconds(2)) : default,
                };
                return (int)await RecordAsync(recording, directory, interruption);
            }

            await using FeedRun run = await FeedRun.StartAsync(parsed.GetRequiredValue(to), parsed.GetRequiredValue(feed), parsed.GetValue(key), interruption);
            var source = new MarketSource(market, parsed.GetValue(speed), parsed.GetValue(length), done => run.Fraction = done);
            return (int)await run.RunAsync(source.RunAsync);
        });
        return command;
    }

    private static async Task<ExitCode> RecordAsync(MarketRecording recording, string directory, Interruption interruption)
    {
        await using ProgressLine progress = ProgressLine.ToStandardError(() => (recording.Fraction, recording.Count));
        try
        {
            await Task.Run(() => recording.WriteAsync(directory, interruption.Asked));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, failure.Message);
        }

        await progress.DisposeAsync();
        bool cut = interruption.Asked.IsCancellationRequested;
        Console.WriteLine($"wrote {directory}: {recording.Count} ticks of {recording.Market.Instruments.Count} instruments{(cut ? "; interrupted, what is there is whole" : "")}");
        return cut ? ExitCode.Interrupted : ExitCode.Done;
    }
}
