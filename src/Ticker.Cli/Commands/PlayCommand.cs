using System.CommandLine;
using Ticker.Cli.Feeding;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker feed play</c>: publishes recordings.</summary>
internal static class PlayCommand
{
    public static Command Create()
    {
        Option<Uri> to = FeedCommand.To();
        Option<string> feed = FeedCommand.Name("play");
        Option<string?> key = FeedCommand.Key();
        Option<Pace> speed = FeedCommand.Speed();
        var files = new Argument<string[]>("FILE")
        {
            Description = "Recordings: what a raw collector wrote of Binance streams, plain or gzip.",
            Arity = ArgumentArity.OneOrMore,
        };
        var venues = new Option<string[]>("--venue")
        {
            Description = "The venue of the files whose name matches a pattern (* = anything); without a pattern, of all files. "
                + "Default: BINANCE for spot, BINANCE-USDM or BINANCE-COINM where the data says futures. The first that matches counts.",
            HelpName = "PATTERN=NAME",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new DocumentedCommand("play", "Publish recordings as one feed, merged in the order in which they were recorded.", """
            Prices and sizes go out exactly as they were recorded. A file that is damaged is played up to
            the damage. Ctrl-C ends the feed properly. A line with what was sent and taken comes last.

            Examples:
              ticker feed play btcusdt_20240808.gz
              ticker feed play recordings/*.gz --speed max
              ticker feed play a.gz b.gz --venue 'a*=XLON' --venue 'b*=XPAR' --speed 10
            """)
        {
            files, to, speed, venues, feed, key,
        };
        venues.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (VenueNames.Check(text) is { } wrong)
                {
                    result.AddError($"--venue {text}: {wrong}");
                }
            }
        });
        command.SetAction(async (parsed, _) =>
        {
            var names = new VenueNames(parsed.GetValue(venues) ?? []);
            using RecordingSource source = RecordingSource.Open(parsed.GetRequiredValue(files), names, parsed.GetValue(speed));
            using var interruption = new Interruption();
            await using FeedRun run = await FeedRun.StartAsync(parsed.GetRequiredValue(to), parsed.GetRequiredValue(feed), parsed.GetValue(key), interruption);
            return (int)await run.RunAsync((publisher, asked, forced) => source.RunAsync(publisher, done => run.Fraction = done, asked, forced));
        });
        return command;
    }
}
