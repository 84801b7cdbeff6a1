using System.CommandLine;
using Ticker.Cli.Feeding;
using Ticker.Recording.Import;

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
        var files = new FileArguments();
        var command = new DocumentedCommand("play", "Publish recordings as one feed, merged in the order in which they were recorded.", $"""
            Prices and sizes go out exactly as they were recorded. A file that is damaged is played up to
            the damage. Ctrl-C ends the feed properly. A line with what was sent and taken comes last.
            {FileArguments.Formats}

            Examples:
              ticker feed play btcusdt_20240808.gz
              ticker feed play recordings/*.gz --speed max
              ticker feed play a.gz b.csv --venue 'a*=XLON' --venue 'b*=XPAR' --speed 10
            """);
        files.AddTo(command);
        command.Add(to);
        command.Add(speed);
        command.Add(feed);
        command.Add(key);
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            using IRecordingReader recording = await files.OpenAsync(parsed, null, interruption.Asked);
            var source = new RecordingSource(recording, parsed.GetValue(speed));
            await using FeedRun run = await FeedRun.StartAsync(parsed.GetRequiredValue(to), parsed.GetRequiredValue(feed), parsed.GetValue(key), interruption);
            return (int)await run.RunAsync((publisher, asked, forced) => source.RunAsync(publisher, done => run.Fraction = done, asked, forced));
        });
        return command;
    }
}
