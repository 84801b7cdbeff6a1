using Microsoft.Win32.SafeHandles;

namespace Ticker.Cli.Output;

/// <summary>Standard output as a stream of bytes that tells when nobody reads it any more.</summary>
internal static class StandardOutput
{
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
}
