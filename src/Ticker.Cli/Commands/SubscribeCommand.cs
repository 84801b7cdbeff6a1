using System.CommandLine;
using Ticker.Cli.Output;
using Ticker.Cli.Watching;
using Ticker.Protocol;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker sub</c>: shows ticks as they come.</summary>
internal static class SubscribeCommand
{
    public static Command Create()
    {
        var what = new SubscribeArguments();
        Option<Uri> url = ServerOption.Create();
        Option<string?> key = KeyOption.Create();
        Option<string> encoding = SubscribeArguments.Choice("--encoding", "How the server writes to us.", "msgpack", "json");
        Option<string> format = SubscribeArguments.Choice(
            "--format", "How to show ticks: table (a board that updates itself on a terminal, lines elsewhere), csv or jsonl.", TickOutputs.Formats);
        Option<long?> count = EndOptions.Count();
        Option<TimeSpan?> length = EndOptions.Length();
        var until = new Option<Until?>("--until")
        {
            Description = "End after a position, or before a time by the server's clock (then with --times). Exactly so in mode all.",
            HelpName = "EPOCH:SEQ|TIME",
            CustomParser = Until.Parse,
        };
        var strict = new Option<bool>("--strict")
        {
            Description = "End with code 5 when a symbol is not known. Default: warn, and wait for it to appear.",
        };
        var command = new DocumentedCommand("sub", "Subscribe, and show quotes, trades and states as they come.", """
            With csv and jsonl, standard output holds ticks and nothing else; warnings go to standard error,
            and at the end the server's statement: where every tick went, and whether we counted the same.
            The first ticks of an instrument are its state so far (flag 1, snapshot).

            When the connection is lost, or the server restarts, it comes back and goes on where it was,
            without a hole or a double; a line on standard error tells of it, and of anything that is
            missing. Only where no server answers at the first attempt does it end.

            Examples:
              ticker sub 'XNAS:*'
              ticker sub SIMX:BTCUSDT EBS:EUR/USD --kinds trade
              ticker sub 'XNAS:*' --mode interval --interval 250ms --conflate-trades --summary
              ticker sub '*' --mode all --from now --format csv --count 1000 > ticks.csv
              ticker sub 'XNAS:*' --mode all --from 2024-08-08T14:30:00Z --until 2024-08-08T14:31:00Z
              ticker sub '*' --mode all --kinds trade --for 10s --format csv | wc -l
              ticker sub '*:BTCUSDT' --format jsonl | head -n 5
            """);
        what.AddTo(command);
        foreach (Option option in (Option[])[url, key, encoding, count, length, until, format, strict])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            (Uri server, string form) = (parsed.GetRequiredValue(url), parsed.GetRequiredValue(format));
            using var watch = new LiveWatch
            {
                Key = KeyOption.Of(parsed, key),
                Server = server,
                Symbols = what.Symbols(parsed),
                Subscription = what.Subscription(parsed, times: parsed.GetValue(until)?.IsInstant == true),
                Encoding = parsed.GetValue(encoding) == "json" ? WireEncoding.Json : WireEncoding.MessagePack,
                Count = parsed.GetValue(count),
                Length = parsed.GetValue(length),
                Until = parsed.GetValue(until),
                Open = () => TickOutputs.Open(form, server),
                TellsJson = form == "jsonl",
                Strict = parsed.GetValue(strict),
            };
            using var interruption = new Interruption();
            return (int)await watch.RunAsync(interruption);
        });
        return command;
    }
}
