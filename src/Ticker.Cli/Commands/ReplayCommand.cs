using System.CommandLine;
using System.CommandLine.Parsing;
using Ticker.Cli.Output;
using Ticker.Cli.Watching;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker replay</c>: has a server play a recording, and shows its ticks.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var recording = new Argument<string>("RECORDING") { Description = "The name of a recording that the server has, or journal for its own." };
        var what = new SubscribeArguments(SymbolsWanted.OfRecording);
        Option<string?> key = KeyOption.Create();
        Option<Uri> url = ServerOption.Create();
        var speed = new Option<string>("--speed")
        {
            Description = "How fast the recording's time goes by: 0.01 to 1000000, or max.",
            HelpName = "N|max",
            DefaultValueFactory = _ => "1",
        };
        var gap = new Option<string?>("--max-gap") { Description = "The longest time without a tick to wait for, as 500ms or 1.5s. Default: all of it.", HelpName = "TIME" };
        Option<UnixNanos?> from = Instant("--from", "Play from this instant on, by the recording's clock: RFC 3339, a date or nanoseconds.");
        Option<UnixNanos?> to = Instant("--to", "Play what came before this instant.");
        var loop = new Option<bool>("--loop") { Description = "Begin again at its end, until Ctrl-C." };
        Option<long?> count = EndOptions.Count();
        Option<string> format = SubscribeArguments.Choice("--format", "How to show ticks: table, csv or jsonl.", TickOutputs.Formats);
        speed.Validators.Add(result => Check(result, text => ReplaySpeed.Parse(text, out _)));
        gap.Validators.Add(result => Check(result, text => ReplayQuery.TryReadSpan(text, out _) ? null : "--max-gap is a span of time, as 500ms or 1.5s"));
        var command = new DocumentedCommand("replay", "Play a recording that a server has, and show its ticks.", """
            The recording goes through the very stages that live ticks go through. The same command gives
            the same ticks each time. The server's statement comes last, and a digest of what it sent.

            Examples:
              ticker replay calm
              ticker replay stormy 'XNAS:*' --speed 10 --max-gap 1s
              ticker replay stormy --mode interval --interval 1s --speed max --format csv > seconds.csv
              ticker replay journal --from 2025-03-03T14:30:00Z --speed max --count 1000
            """);
        command.Add(recording);
        what.AddTo(command, beginning: false);
        foreach (Option option in (Option[])[url, key, speed, gap, from, to, loop, count, format])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            string query = $"recording={Uri.EscapeDataString(parsed.GetRequiredValue(recording))}&speed={parsed.GetRequiredValue(speed)}"
                + (parsed.GetValue(gap) is { } most ? $"&max_gap={most}" : "")
                + (parsed.GetValue(from) is { } begin ? $"&from={begin.Value}" : "")
                + (parsed.GetValue(to) is { } end ? $"&to={end.Value}" : "")
                + (parsed.GetValue(loop) ? "&loop=true" : "");
            var watch = new ReplayWatch
            {
                Key = KeyOption.Of(parsed, key),
                Server = new UriBuilder(parsed.GetRequiredValue(url)) { Path = "/v1/replay", Query = query }.Uri,
                Request = what.Request(parsed, id: 1),
                Count = parsed.GetValue(count),
                Format = parsed.GetRequiredValue(format),
            };
            using var interruption = new Interruption();
            return (int)await watch.RunAsync(interruption);
        });
        return command;
    }

    private static Option<UnixNanos?> Instant(string name, string description) =>
        new(name) { Description = description, HelpName = "INSTANT", CustomParser = Arguments.Instant };

    private static void Check(OptionResult result, Func<string, string?> wrongWith)
    {
        if (result is { Implicit: false, Tokens: [var given, ..] } && wrongWith(given.Value) is { } wrong)
        {
            result.AddError($"'{given.Value}': {wrong}");
        }
    }
}
