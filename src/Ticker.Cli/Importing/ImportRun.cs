using System.Diagnostics;
using System.Globalization;
using Ticker.Cli.Output;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Importing;

/// <summary>One run of <c>ticker import</c>. The recording that it leaves behind is whole, however it ends.</summary>
/// <param name="files">What is read, for messages.</param>
/// <param name="directory">The recording to make.</param>
internal sealed class ImportRun(IReadOnlyList<string> files, string directory)
{
    private const int TicksPerLook = 1024;

    private long _ticks;
    private double _fraction;

    /// <summary>Runs to the end, or until asked to stop.</summary>
    /// <param name="open">Opens what is read; told whom to tell of its progress, and what ends it.</param>
    /// <param name="stop">Asks for an end.</param>
    /// <exception cref="CommandException">It cannot be done; or only in part, and then that part is whole.</exception>
    public async Task<ExitCode> RunAsync(Func<Action<double>, CancellationToken, Task<IRecordingReader>> open, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        CheckTarget();
        using IRecordingReader recording = await OpenAsync(open, stop);
        if (recording.Instruments.Count == 0)
        {
            throw new CommandException(ExitCode.BadInput, $"{string.Join(", ", files)}: there is no tick in it; nothing was written");
        }

        Volatile.Write(ref _fraction, 0);
        var counts = new ImportCounts();
        await using ProgressLine progress = Progress();
        using RecordingWriter writer = Create(recording);
        (ExitCode code, string? trouble) = await Task.Run(() => Copy(recording, writer, counts, stop), CancellationToken.None);
        Complete(writer);
        await progress.DisposeAsync();
        Tell(writer, counts, Stopwatch.GetElapsedTime(started));
        if (trouble is not null)
        {
            CommandRunner.Complain($"{trouble}. What stands before it was imported: {directory} is whole and holds {writer.Count} ticks");
        }
        else if (code == ExitCode.Interrupted)
        {
            CommandRunner.Complain($"interrupted: {directory} is whole and holds the first {writer.Count} ticks");
        }

        return code;
    }

    private void CheckTarget()
    {
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new CommandException(ExitCode.Usage, $"{directory}: is there already; --to names a directory that is not, or is empty");
        }
    }

    private ProgressLine Progress() => ProgressLine.ToStandardError(() => (Volatile.Read(ref _fraction), Volatile.Read(ref _ticks)));

    private async Task<IRecordingReader> OpenAsync(Func<Action<double>, CancellationToken, Task<IRecordingReader>> open, CancellationToken stop)
    {
        await using ProgressLine progress = Progress();
        return await open(done => Volatile.Write(ref _fraction, done), stop);
    }

    private RecordingWriter Create(IRecordingReader recording)
    {
        try
        {
            return RecordingWriter.Create(directory, recording.Instruments);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{directory}: cannot be written: {failure.Message}");
        }
    }

    private (ExitCode Code, string? Trouble) Copy(IRecordingReader recording, RecordingWriter writer, ImportCounts counts, CancellationToken stop)
    {
        while (true)
        {
            RecordedTick recorded;
            try
            {
                if (!recording.Read(out recorded))
                {
                    return (ExitCode.Done, null);
                }
            }
            catch (Exception damage) when (damage is RecordingFormatException or IOException or UnauthorizedAccessException)
            {
                return (ExitCode.BadInput, damage.Message);
            }

            Append(writer, recorded.Tick with { ReceiveTime = recorded.RecordedAt, Sequence = 0, Feed = 0 });
            counts.Add(in recorded);
            if (writer.Count % TicksPerLook == 0)
            {
                Volatile.Write(ref _ticks, writer.Count);
                Volatile.Write(ref _fraction, (double)recording.BytesRead / Math.Max(1, recording.Length));
                if (stop.IsCancellationRequested)
                {
                    return (ExitCode.Interrupted, null);
                }
            }
        }
    }

    private void Append(RecordingWriter writer, in Tick tick)
    {
        try
        {
            writer.Append(in tick);
        }
        catch (IOException failure)
        {
            throw Broken(writer, failure);
        }
    }

    private void Complete(RecordingWriter writer)
    {
        try
        {
            writer.Complete();
        }
        catch (IOException failure)
        {
            throw Broken(writer, failure);
        }
    }

    private CommandException Broken(RecordingWriter writer, IOException failure) =>
        new(ExitCode.Failed, $"{directory}: cannot be written on: {failure.Message}. It holds at most {writer.Count} ticks, and is whole up to its end");

    private void Tell(RecordingWriter writer, ImportCounts counts, TimeSpan elapsed)
    {
        long bytes = Directory.EnumerateFiles(directory).Sum(file => new FileInfo(file).Length);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"wrote {directory}: {writer.Count} ticks ({counts.Quotes} quotes, {counts.Trades} trades, {counts.Statuses} states) of {writer.Instruments.Count} instruments, {counts.First} to {counts.Last}, {bytes} bytes, in {elapsed.TotalSeconds:F2} s, {writer.Count / Math.Max(elapsed.TotalSeconds, 0.001):F0} ticks/s"));
    }
}
