using Ticker.Cli.Output;
using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Inspect;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Inspecting;

/// <summary>One run of <c>ticker inspect</c>.</summary>
internal sealed record InspectRun
{
    /// <summary>What is read, by name.</summary>
    public required IReadOnlyList<string> Recordings { get; init; }

    /// <summary>Opens it; told how far that is, and when to stop.</summary>
    public required Func<Action<double>, CancellationToken, Task<IRecordingReader>> OpenAsync { get; init; }

    /// <summary>Whether to answer in JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Reads to the end, or until asked to stop, and tells.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        double opened = 0;
        RecordingInspection? inspection = null;
        await using ProgressLine progress = ProgressLine.ToStandardError(() => inspection is null ? (Volatile.Read(ref opened), 0) : (inspection.Fraction, inspection.Ticks));
        using IRecordingReader recording = await OpenAsync(done => Volatile.Write(ref opened, done), interruption.Asked);
        using RecordingInspection reading = inspection = new RecordingInspection(recording);
        string? trouble = null;
        bool whole = false;
        try
        {
            whole = await Task.Run(() => reading.Run(interruption.Asked), CancellationToken.None);
        }
        catch (Exception damage) when (damage is RecordingFormatException or IOException)
        {
            trouble = damage.Message;
        }

        await progress.DisposeAsync();
        var findings = new Findings(Recordings, recording, reading, whole, trouble);
        await Console.Out.WriteAsync(Json ? FindingsJson.Write(findings) : FindingsText.Write(findings));
        if (trouble is not null)
        {
            CommandRunner.Complain(trouble);
            return ExitCode.BadInput;
        }

        bool damaged = reading.Gaps.Any(gap => gap.Cause == RecordingGapCause.Damage);
        return damaged ? ExitCode.BadInput : whole ? ExitCode.Done : ExitCode.Interrupted;
    }
}
