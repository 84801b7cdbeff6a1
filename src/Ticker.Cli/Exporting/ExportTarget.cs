using Ticker.Cli.Output;

namespace Ticker.Cli.Exporting;

/// <summary>
/// Where an export goes: standard output, or a file that appears under its name when it is whole and not before. Nothing that was
/// there is touched until then.
/// </summary>
internal sealed class ExportTarget : IDisposable
{
    private readonly string? _path;
    private readonly string _part = "";
    private readonly bool _replace;
    private bool _kept;

    private ExportTarget(string? path, bool replace)
    {
        (_path, _replace) = (path, replace);
        if (path is null)
        {
            Stream = StandardOutput.Open();
            return;
        }

        // Of this process alone: two that make the same file at once do not write into each other's.
        _part = $"{path}.{Environment.ProcessId}.part";
        Stream = new FileStream(_part, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 256 * 1024);
    }

    /// <summary>What to write to; a file's can seek.</summary>
    public Stream Stream { get; }

    /// <summary>Whether it is standard output.</summary>
    public bool IsStandardOutput => _path is null;

    /// <summary>What it is called in messages.</summary>
    public string Name => _path ?? "standard output";

    /// <summary>Begins.</summary>
    /// <param name="path">The file; <c>-</c> = standard output.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <exception cref="CommandException">It is there, or cannot be made.</exception>
    public static ExportTarget Open(string path, bool replace)
    {
        if (path == "-")
        {
            return new ExportTarget(null, replace);
        }

        if (Directory.Exists(path))
        {
            throw new CommandException(ExitCode.Usage, $"{path}: is a directory; --out names a file");
        }

        if (File.Exists(path) && !replace)
        {
            throw new CommandException(ExitCode.Usage, $"{path}: is there already; --force replaces it");
        }

        try
        {
            return new ExportTarget(path, replace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{path}: cannot be written: {failure.Message}");
        }
    }

    /// <summary>Gives what was written its name.</summary>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="CommandException">Somebody else has made the file meanwhile.</exception>
    /// <exception cref="IOException">It cannot be written to its end.</exception>
    public long Keep()
    {
        long length = 0;
        if (_path is not null)
        {
            Stream.Flush();
            length = Stream.Length;
            Stream.Dispose();
            try
            {
                File.Move(_part, _path, _replace);
            }
            catch (IOException) when (File.Exists(_path) && !_replace)
            {
                throw new CommandException(ExitCode.Failed, $"{_path}: was made by another meanwhile; --force replaces it");
            }
        }

        _kept = true;
        return length;
    }

    /// <summary>Closes it; what was not kept is gone.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_path is not null && !_kept)
        {
            File.Delete(_part);
        }
    }
}
