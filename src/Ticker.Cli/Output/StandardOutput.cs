using Microsoft.Win32.SafeHandles;

namespace Ticker.Cli.Output;

/// <summary>Standard output as a stream of bytes that tells when nobody reads it any more.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsClosingPipe = unchecked((int)0x800700E8);

    /// <summary>Opens it; writing to a closed pipe throws an <see cref="IOException"/>, as with <c>| head</c>.</summary>
    /// <remarks>
    /// The console's own stream says nothing about a closed pipe. A file that can be sought is left to it, since a
    /// stream of ours would keep a position of its own and write over what standard error writes to the same file.
    /// </remarks>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Whether a write failed because the reader of a pipe has gone, which is no failure of the command's; a full disk is.</summary>
    public static bool IsClosed(IOException? failure) =>
        failure is not null && (OperatingSystem.IsWindows() ? failure.HResult is WindowsBrokenPipe or WindowsClosingPipe : failure.HResult == BrokenPipe);

    /// <summary>What a command fails with that could not write.</summary>
    public static CommandException Failed(IOException failure) => new(ExitCode.Failed, $"standard output cannot be written to: {failure.Message}");
}
