using System.CommandLine;
using Ticker.Cli.Watching;
using Ticker.Protocol;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker sub</c>: shows ticks as they come.</summary>
internal static class SubscribeCommand
{
    public static Command Create()
    {
        var what = new SubscribeArguments();
        var url = new Option<Uri>("--url")
        {
            Description = "The server's web address.",
            HelpName = "URL",
            DefaultValueFactory = _ => new Uri("ws://127.0.0.1:8080"),
            CustomParser = Arguments.Url("ws", "wss", "http", "https"),
        };
        Option<string?> key = KeyOption.Create();
        Option<string> encoding = SubscribeArguments.Choice("--encoding", "How the server writes to us.", "msgpack", "json");
        Option<string> format = SubscribeArguments.Choice(
            "--format", "How to show ticks: table (a board that updates itself on a terminal, lines elsewhere), csv or jsonl.", "table", "csv", "jsonl");
        var count = new Option<long?>("--count")
        {
            Description = "End after so many ticks. Default: until Ctrl-C.",
            HelpName = "N",
            CustomParser = Arguments.Count,
        };
        var strict = new Option<bool>("--strict")
        {
            Description = "End with code 5 when a symbol is not known. Default: warn, and wait for it to appear.",
        };
        var command = new DocumentedCommand("sub", "Subscribe, and show quotes, trades and states as they come.", """
            With csv and jsonl, standard output holds ticks and nothing else; warnings go to standard error,
            and at the end the server's statement: where every tick went, and whether we counted the same.
            The first ticks of an instrument are its state so far (flag 1, snapshot).

            Examples:
              ticker sub 'XNAS:*'
              ticker sub SIMX:BTCUSDT EBS:EUR/USD --kinds trade
              ticker sub 'XNAS:*' --mode interval --interval 250ms --conflate-trades --summary
              ticker sub '*' --mode all --from now --format csv --count 1000 > ticks.csv
              ticker sub 'XNAS:*' --mode all --from 2024-08-08T14:30:00Z
              ticker sub '*:BTCUSDT' --format jsonl | head -n 5
            """);
        what.AddTo(command);
        foreach (Option option in (Option[])[url, key, encoding, count, format, strict])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            var watch = new Watch
            {
                Key = KeyOption.Of(parsed, key),
                Server = parsed.GetRequiredValue(url),
                Request = what.Request(parsed, id: 1),
                Encoding = parsed.GetValue(encoding) == "json" ? WireEncoding.Json : WireEncoding.MessagePack,
                Count = parsed.GetValue(count),
                Format = parsed.GetRequiredValue(format),
                Strict = parsed.GetValue(strict),
            };
            using var interruption = new Interruption();
            return (int)await watch.RunAsync(interruption);
        });
        return command;
    }
}
