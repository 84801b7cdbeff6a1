using System.CommandLine;
using Ticker.Cli.Taping;
using Ticker.Client.Streams;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker record</c>: writes what a server streams as a recording.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var symbols = new Argument<string[]>("SYMBOLS")
        {
            Description = "What to record: VENUE:SYMBOL, or a pattern in which * stands for anything. Quote patterns for the shell.",
            Arity = ArgumentArity.OneOrMore,
        };
        var into = new Option<string>("--to") { Description = "The recording: a new or empty directory.", HelpName = "DIRECTORY", Required = true };
        Option<Uri> url = ServerOption.Create();
        Option<string?> key = KeyOption.Create();
        Option<TickKinds> kinds = SubscribeArguments.Kinds();
        Option<TimeSpan?> length = EndOptions.Length();
        Option<long?> count = EndOptions.Count();
        symbols.Validators.Add(SubscribeArguments.CheckSymbols);
        var command = new DocumentedCommand("record", "Write what a server streams as a recording, every tick of it.", """
            Ticks keep the server's positions and the times at which it received them. The first of an
            instrument are its state so far. When the connection is lost, or the server starts again, it
            goes on where it was, without a hole and without a double; what the server no longer has is
            written as a gap. After Ctrl-C what came before is whole; the server's statement says whether
            it is all.

            Examples:
              ticker record '*' --to today.rec
              ticker record 'XNAS:*' EBS:EUR/USD --to hour.rec --for 1h
              ticker record '*' --to trades.rec --kinds trade --count 100000
            """)
        {
            symbols, into, url, key, kinds, length, count,
        };
        command.SetAction(async (parsed, _) =>
        {
            var run = new RecordRun
            {
                Key = KeyOption.Of(parsed, key),
                Server = parsed.GetRequiredValue(url),
                Directory = parsed.GetRequiredValue(into),
                Length = parsed.GetValue(length),
                Count = parsed.GetValue(count),
                Symbols = parsed.GetRequiredValue(symbols),
                Subscription = new SubscriptionOptions { Kinds = parsed.GetValue(kinds), Mode = DeliveryMode.All, Times = true },
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }
}
