using System.Diagnostics;
using System.Globalization;
using Ticker.Cli.Output;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Export;
using Ticker.Recording.Export.Dbn;
using Ticker.Recording.Export.Parquet;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Exporting;

/// <summary>One run of <c>ticker export</c>.</summary>
internal sealed record ExportRun
{
    /// <summary>Opens what is read; told how far that is, and when to stop.</summary>
    public required Func<Action<double>, CancellationToken, Task<IRecordingReader>> OpenAsync { get; init; }

    /// <summary>The format.</summary>
    public required ExportForm Form { get; init; }

    /// <summary>The file, <c>-</c> for standard output.</summary>
    public required string Out { get; init; }

    /// <summary>Whether a file that is there may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Which ticks.</summary>
    public required TickSelection Selection { get; init; }

    /// <summary>How Parquet holds prices and sizes.</summary>
    public NumberForm Numbers { get; init; }

    /// <summary>How many ticks make a row group of Parquet.</summary>
    public int RowsPerGroup { get; init; } = ParquetWriter.DefaultRowsPerGroup;

    /// <summary>Whether to go on after damage in a recording that Ticker wrote.</summary>
    public bool SkipDamage { get; init; }

    /// <summary>What sizes count in, in DBN.</summary>
    public SizeUnit SizeUnit { get; init; } = SizeUnit.One;

    /// <summary>Runs to the end, or until asked to stop.</summary>
    /// <exception cref="CommandException">It cannot be done; or only in part, and then that part is whole.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        long started = Stopwatch.GetTimestamp();
        double opened = 0;
        TickExport? export = null;
        await using ProgressLine progress = ProgressLine.ToStandardError(() => export is null ? (Volatile.Read(ref opened), 0) : (export.Fraction, export.Counts.Ticks));
        using IRecordingReader recording = await OpenAsync(done => Volatile.Write(ref opened, done), interruption.Asked);
        var journal = recording as RecordingReader;
        if (journal is not null)
        {
            journal.SkipsDamage = SkipDamage;
        }

        export = new TickExport(recording, Selection);
        using ExportTarget target = ExportTarget.Open(Out, Force);
        string? trouble = null;
        ExitCode code;
        try
        {
            ITickWriter writer = CreateWriter(target.Stream, export.Instruments);
            bool whole = await Task.Run(() => export.Run(writer, interruption.Asked), CancellationToken.None).WaitAsync(interruption.Forced);
            code = whole ? ExitCode.Done : ExitCode.Interrupted;
        }
        catch (RecordingFormatException damage)
        {
            (code, trouble) = (ExitCode.BadInput, damage.Message);
        }
        catch (OperationCanceledException)
        {
            // A disk, or whoever reads our output, takes nothing and lets us wait.
            throw new CommandException(ExitCode.Interrupted, target.IsStandardOutput
                ? "interrupted while nobody read standard output; what was written may end within a line"
                : $"interrupted while the disk took nothing; {target.Name} was not made");
        }
        catch (ExportRefusedException refused)
        {
            throw new CommandException(ExitCode.Failed, refused.Message);
        }
        catch (IOException) when (target.IsStandardOutput)
        {
            // Whoever reads our output has had enough.
            return ExitCode.Done;
        }
        catch (IOException failure)
        {
            throw new CommandException(ExitCode.Failed, $"{target.Name}: {failure.Message}");
        }

        if (journal?.Gaps.Where(gap => gap.Cause == RecordingGapCause.Damage).ToList() is { Count: > 0 } damages && trouble is null)
        {
            damages.ForEach(damage => CommandRunner.Complain($"{damage.File}, byte {damage.Offset}: {damage.Bytes} bytes are damaged and were passed over; the ticks after position {damage.After.Sequence} are missing"));
            code = code == ExitCode.Done ? ExitCode.BadInput : code;
        }

        long length = target.Keep();
        await progress.DisposeAsync();
        Tell(target, export, length, Stopwatch.GetElapsedTime(started));
        Complain(target, export, code, trouble);
        return code;
    }

    private ITickWriter CreateWriter(Stream output, IReadOnlyList<Instrument> instruments) => Form.Name switch
    {
        "csv" => new CsvTickWriter(output),
        "jsonl" => new JsonLinesTickWriter(output),
        "dbn" => new DbnTickWriter(output, instruments, Selection.Kinds, SizeUnit),
        _ => new ParquetTickWriter(output, instruments, Numbers, RowsPerGroup),
    };

    private static void Tell(ExportTarget target, TickExport export, long length, TimeSpan elapsed)
    {
        ExportCounts counts = export.Counts;
        string size = target.IsStandardOutput ? "" : string.Create(CultureInfo.InvariantCulture, $", {length} bytes");
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"wrote {target.Name}: {counts.Ticks} ticks ({counts.Quotes} quotes, {counts.Trades} trades, {counts.Statuses} states) of {export.Instruments.Count} instruments{size}, in {elapsed.TotalSeconds:F2} s, {counts.Ticks / Math.Max(elapsed.TotalSeconds, 0.001):F0} ticks/s");
        (target.IsStandardOutput ? Console.Error : Console.Out).WriteLine(line);
    }

    private void Complain(ExportTarget target, TickExport export, ExitCode code, string? trouble)
    {
        if (export.Counts.LeftOut > 0)
        {
            CommandRunner.Complain($"{export.Counts.LeftOut} ticks were left out: {Form.Name} has no place for trading states");
        }

        if (export.Counts.Nameless > 0)
        {
            CommandRunner.Complain($"{export.Counts.Nameless} ticks were left out: the recording does not define their instruments");
        }

        if (export.Instruments.Count == 0)
        {
            CommandRunner.Complain("no instrument of the recording is meant by --symbols");
        }

        if (trouble is not null)
        {
            CommandRunner.Complain($"{trouble}. What stands before it was written: {target.Name} is whole and holds {export.Counts.Ticks} ticks");
        }
        else if (code == ExitCode.Interrupted)
        {
            CommandRunner.Complain($"interrupted: {target.Name} is whole and holds the first {export.Counts.Ticks} ticks");
        }
    }
}
