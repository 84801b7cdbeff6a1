using System.CommandLine;
using Ticker.Cli.Watching;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker sub</c>: shows ticks as they come.</summary>
internal static class SubscribeCommand
{
    private static readonly Dictionary<string, TickKinds> Kinds = new()
    {
        ["quote"] = TickKinds.Quote,
        ["trade"] = TickKinds.Trade,
        ["status"] = TickKinds.Status,
    };

    public static Command Create()
    {
        var symbols = new Argument<string[]>("SYMBOLS")
        {
            Description = "What to watch: VENUE:SYMBOL, or a pattern in which * stands for anything. Quote patterns for the shell.",
            Arity = ArgumentArity.OneOrMore,
        };
        var url = new Option<Uri>("--url")
        {
            Description = "The server's web address.",
            HelpName = "URL",
            DefaultValueFactory = _ => new Uri("ws://127.0.0.1:8080"),
            CustomParser = Arguments.Url("ws", "wss", "http", "https"),
        };
        var kinds = new Option<TickKinds>("--kinds")
        {
            Description = "What kinds of ticks, divided by commas.",
            HelpName = "quote,trade,status",
            DefaultValueFactory = _ => TickKinds.All,
            CustomParser = argument =>
            {
                TickKinds chosen = TickKinds.None;
                foreach (string word in argument.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
                {
                    if (!Kinds.TryGetValue(word, out TickKinds kind))
                    {
                        argument.AddError($"'{word}' is not a kind of tick: quote, trade or status");
                    }

                    chosen |= kind;
                }

                return chosen;
            },
        };
        Option<string> encoding = Choice("--encoding", "How the server writes to us.", "msgpack", "json");
        Option<string> format = Choice("--format", "How to show ticks: table (a board that updates itself on a terminal, lines elsewhere), csv or jsonl.", "table", "csv", "jsonl");
        Option<string> mode = Choice("--mode", "What comes of quotes: latest (the newest of each instrument, as fast as we read) or all.", "latest", "all");
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
        symbols.Validators.Add(result =>
        {
            foreach (string symbol in result.Tokens.Select(token => token.Value))
            {
                if (SymbolPattern.Parse(symbol, out _) is { } wrong)
                {
                    result.AddError($"'{symbol}': {wrong}{(symbol.Contains(':') ? "" : $"; for any venue write '*:{symbol}'")}");
                }
            }
        });
        var command = new DocumentedCommand("sub", "Subscribe, and show quotes, trades and states as they come.", """
            With csv and jsonl, standard output holds ticks and nothing else; warnings go to standard error.
            The first ticks of an instrument are its state so far (flag 1, snapshot).

            Examples:
              ticker sub 'XNAS:*'
              ticker sub SIMX:BTCUSDT EBS:EUR/USD --kinds trade
              ticker sub '*' --format csv --count 1000 > ticks.csv
              ticker sub '*:BTCUSDT' --format jsonl | head -n 5
            """)
        {
            symbols, url, kinds, mode, encoding, count, format, strict,
        };
        command.SetAction(async (parsed, _) =>
        {
            var watch = new Watch
            {
                Server = parsed.GetRequiredValue(url),
                Symbols = parsed.GetRequiredValue(symbols),
                Kinds = parsed.GetValue(kinds),
                Mode = parsed.GetValue(mode) == "all" ? DeliveryMode.All : DeliveryMode.Latest,
                Encoding = parsed.GetValue(encoding) == "json" ? WireEncoding.Json : WireEncoding.MessagePack,
                Count = parsed.GetValue(count),
                Format = parsed.GetRequiredValue(format),
                Strict = parsed.GetValue(strict),
            };
            using var interruption = new Interruption();
            return (int)await watch.RunAsync(interruption.Asked);
        });
        return command;
    }

    // The first of the choices is the default.
    private static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => choices[0],
        };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
