using System.CommandLine;
using Ticker.Cli.Measuring;
using Ticker.Protocol;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker latency</c>: measures how old ticks are when they come.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        var what = new SubscribeArguments(SymbolsWanted.Any);
        Option<Uri> url = ServerOption.Create();
        Option<string?> key = KeyOption.Create();
        Option<string> encoding = SubscribeArguments.Choice("--encoding", "How the server writes to us.", "msgpack", "json");
        Option<TimeSpan?> length = EndOptions.Length();
        var json = new Option<bool>("--json") { Description = "The result as one JSON object, with every bucket of the histograms." };
        var command = new DocumentedCommand("latency", "Measure how old ticks are when they come, and how long a ping takes.", """
            Of each live tick the time from when the server received it to when it was read here is counted,
            and from when it happened, where its feed says so. What comes in the first second after the state
            is not counted, as this program itself is slow until then; --for begins after that. A line on
            standard error shows it as it goes; the table comes at the end.

            Ages are differences of clocks. On one machine they are exact; between two they are as good as
            the machines' clocks, and the last line says how far these are apart, as pings tell it. What a
            subscription asks for counts: with --mode interval a tick waits for its turn.

            Examples:
              ticker latency --for 10s
              ticker latency 'XNAS:*' --kinds trade --url ws://ticker.example:8080
              ticker latency --mode all --for 1m --json | jq .received_ms.p99
            """);
        what.AddPaceTo(command);
        foreach (Option option in (Option[])[url, key, encoding, length, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            using var run = new LatencyRun
            {
                Server = parsed.GetRequiredValue(url),
                Key = KeyOption.Of(parsed, key),
                Request = what.Request(parsed, id: 1) with { Times = true },
                Encoding = parsed.GetValue(encoding) == "json" ? WireEncoding.Json : WireEncoding.MessagePack,
                Length = parsed.GetValue(length),
                Json = parsed.GetValue(json),
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }
}
