using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Reading;

/// <summary>Opens what a command shall read, with one clear line where that cannot be.</summary>
internal static class RecordingInput
{
    /// <summary>Opens recordings, several as one, merged by receive time; on another thread, for text is read through once to open it.</summary>
    /// <param name="paths">Their files or directories, at least one.</param>
    /// <param name="opening">What is known better than the files.</param>
    /// <exception cref="CommandException">One is missing, no recording, or damaged before its first tick; or it was interrupted.</exception>
    public static Task<IRecordingReader> OpenAsync(IReadOnlyList<string> paths, RecordingOpening opening) => OpenAsync(paths, opening, _ => opening);

    /// <summary>As <see cref="OpenAsync(IReadOnlyList{string}, RecordingOpening)"/>, with what is known better of each file.</summary>
    /// <param name="paths">Their files or directories, at least one.</param>
    /// <param name="all">Who is told of the progress, over all files, and who may end it.</param>
    /// <param name="each">What is known better than a file.</param>
    /// <exception cref="CommandException">As there.</exception>
    public static async Task<IRecordingReader> OpenAsync(IReadOnlyList<string> paths, RecordingOpening all, Func<string, RecordingOpening> each)
    {
        try
        {
            return await Task.Run(() => Open(paths, all, each), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            throw new CommandException(ExitCode.Interrupted, "interrupted before the first tick; nothing was done");
        }
    }

    private static IRecordingReader Open(IReadOnlyList<string> paths, RecordingOpening all, Func<string, RecordingOpening> each)
    {
        List<IRecordingReader> parts = [];
        try
        {
            foreach (string path in paths)
            {
                int before = parts.Count;
                Action<double>? progress = all.Progress is null ? null : done => all.Progress((before + done) / paths.Count);
                parts.Add(Open(path, each(path) with { Progress = progress, Cancelled = all.Cancelled }));
            }

            return parts.Count == 1 ? parts[0] : new MergedRecording(parts);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    private static IRecordingReader Open(string path, RecordingOpening opening)
    {
        try
        {
            if (Directory.Exists(path) && !RecordingReader.IsRecording(path))
            {
                throw new CommandException(ExitCode.BadInput, $"{path}: is a directory, and no recording; name its files, as in {path.TrimEnd('/')}/*.gz");
            }

            return RecordingFormats.Open(path, opening);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCode.BadInput, $"{path}: there is no such file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadInput, $"{path}: cannot be read: {failure.Message}");
        }
        catch (RecordingFormatException failure)
        {
            throw new CommandException(ExitCode.BadInput, failure.Message);
        }
    }
}
