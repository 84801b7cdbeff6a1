using System.CommandLine;
using Ticker.Cli.Inspecting;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker inspect</c>: says what recordings hold.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string[]> recordings = ExportCommand.Recordings();
        var json = new Option<bool>("--json") { Description = "One JSON object, with every instrument and all gaps." };
        var venue = new Option<string?>("--venue")
        {
            Description = "The venue to name, where the recording leaves it open.",
            HelpName = "NAME",
        };
        var command = new DocumentedCommand("inspect", "Say what recordings hold: instruments, times, rates, gaps, and whether they are sound.", """
            A recording is read through, and every checksum verified. Several are looked at as one, in the
            order of their receive times. The digest is that of the ticks alone: two recordings of the same
            ticks have the same, whatever their formats. Damage ends with code 4, after what can be told.

            Examples:
              ticker inspect data/journal
              ticker inspect btcusdt_20240808.gz --json | jq '.instruments[].quotes'
            """)
        {
            recordings, json, venue,
        };
        command.SetAction(async (parsed, _) =>
        {
            var run = new InspectRun
            {
                Recordings = parsed.GetRequiredValue(recordings),
                Json = parsed.GetValue(json),
                Venue = parsed.GetValue(venue),
            };
            using var interruption = new Interruption();
            return (int)await run.RunAsync(interruption);
        });
        return command;
    }
}
