namespace Ticker.Recording;

/// <summary>
/// A recording does not hold what its format demands. What was read before is good; nothing can be read after.
/// </summary>
public sealed class RecordingFormatException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="offset">Where that line begins, in bytes of the uncompressed text.</param>
    /// <param name="wrong">What is wrong with it, for a person to read.</param>
    /// <param name="cause">The exception that says more, if there is one.</param>
    public RecordingFormatException(string file, long line, long offset, string wrong, Exception? cause = null)
        : base($"{file}, line {line} (byte {offset}): {wrong}", cause)
    {
        File = file;
        Line = line;
        Offset = offset;
        Wrong = wrong;
    }

    /// <summary>The file's name, as it was opened.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public long Line { get; }

    /// <summary>Where that line begins, in bytes of the uncompressed text, from 0.</summary>
    public long Offset { get; }

    /// <summary>What is wrong with it.</summary>
    public string Wrong { get; }
}
