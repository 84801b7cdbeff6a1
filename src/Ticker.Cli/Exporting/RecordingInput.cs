using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Exporting;

/// <summary>Opens what a command shall read, with one clear line where that cannot be.</summary>
internal static class RecordingInput
{
    /// <summary>Opens recordings, several as one, merged by receive time.</summary>
    /// <param name="paths">Their files or directories, at least one.</param>
    /// <param name="opening">What is known better than the files.</param>
    /// <exception cref="CommandException">One is missing, no recording, or damaged before its first tick; or two contradict each other.</exception>
    public static IRecordingReader Open(IReadOnlyList<string> paths, RecordingOpening opening)
    {
        List<IRecordingReader> parts = [];
        try
        {
            foreach (string path in paths)
            {
                parts.Add(Open(path, opening));
            }

            return parts.Count == 1 ? parts[0] : new MergedRecording(parts);
        }
        catch (Exception failure)
        {
            parts.ForEach(part => part.Dispose());
            throw failure is ArgumentException ? new CommandException(ExitCode.BadInput, failure.Message) : failure;
        }
    }

    /// <summary>As <see cref="Open(IReadOnlyList{string}, RecordingOpening)"/>, on another thread: text is read through once to open it.</summary>
    /// <exception cref="CommandException">As there; or it was interrupted.</exception>
    public static async Task<IRecordingReader> OpenAsync(IReadOnlyList<string> paths, RecordingOpening opening)
    {
        try
        {
            return await Task.Run(() => Open(paths, opening), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            throw new CommandException(ExitCode.Interrupted, "interrupted before the first tick; nothing was done");
        }
    }

    private static IRecordingReader Open(string path, RecordingOpening opening)
    {
        try
        {
            if (RecordingReader.IsRecording(path))
            {
                return RecordingReader.Open(path);
            }

            if (Directory.Exists(path))
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
