namespace Ticker.Recording;

/// <summary>
/// A recording does not hold what its format demands. What was read before is good; nothing can be read after.
/// </summary>
public sealed class RecordingFormatException : Exception
{
    /// <summary>Says what is wrong with a text, and where.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="offset">Where that line begins, in bytes of the unpacked content.</param>
    /// <param name="wrong">What is wrong with it, for a person to read.</param>
    /// <param name="cause">The exception that says more, if there is one.</param>
    public RecordingFormatException(string file, long line, long offset, string wrong, Exception? cause = null)
        : this($"{file}, line {line} (byte {offset}): {wrong}", cause, file, line, offset, wrong)
    {
    }

    /// <summary>Says what is wrong with a binary file, and where.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="offset">Where it is, in bytes of the unpacked content: the first byte of the record, block or packet that is wrong.</param>
    /// <param name="wrong">What is wrong with it, for a person to read.</param>
    /// <param name="cause">The exception that says more, if there is one.</param>
    public RecordingFormatException(string file, long offset, string wrong, Exception? cause = null)
        : this($"{file}, byte {offset}: {wrong}", cause, file, 0, offset, wrong)
    {
    }

    /// <summary>Says what is wrong with a file as a whole.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="wrong">What is wrong with it, for a person to read.</param>
    /// <param name="cause">The exception that says more, if there is one.</param>
    public RecordingFormatException(string file, string wrong, Exception? cause = null)
        : this($"{file}: {wrong}", cause, file, 0, 0, wrong)
    {
    }

    private RecordingFormatException(string message, Exception? cause, string file, long line, long offset, string wrong)
        : base(message, cause)
    {
        File = file;
        Line = line;
        Offset = offset;
        Wrong = wrong;
    }

    /// <summary>The file's name, as it was opened; of a file in a zip archive <c>archive.zip/name</c>.</summary>
    public string File { get; }

    /// <summary>The line of a text, from 1; 0 where the content is binary, or the whole file is meant.</summary>
    public long Line { get; }

    /// <summary>Where the line or the record begins, in bytes of the unpacked content, from 0.</summary>
    public long Offset { get; }

    /// <summary>What is wrong with it.</summary>
    public string Wrong { get; }
}
