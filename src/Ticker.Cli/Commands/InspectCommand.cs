using System.CommandLine;
using Ticker.Cli.Inspecting;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker inspect</c>: says what recordings hold.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var files = new FileArguments();
        var json = new Option<bool>("--json") { Description = "One JSON object, with every instrument and all gaps." };
        var command = new DocumentedCommand("inspect", "Say what recordings hold: instruments, times, rates, gaps, and whether they are sound.", $$"""
            A recording is read through, and every checksum verified. Several are looked at as one, in the
            order of their receive times. The digest is that of the ticks alone: two recordings of the same
            ticks have the same, whatever their formats. Damage ends with code 4, after what can be told.
            {{FileArguments.Formats}}

            Examples:
              ticker inspect data/journal
              ticker inspect btcusdt_20240808.gz --json | jq '.instruments[].quotes'
            """);
        files.AddTo(command);
        command.Add(json);
        command.SetAction(async (parsed, _) =>
        {
            var run = new InspectRun
            {
                Recordings = parsed.GetRequiredValue(files.Files),
                OpenAsync = (progress, stop) => files.OpenAsItIsAsync(parsed, progress, stop),
                Json = parsed.GetValue(json),
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }
}
