using System.Runtime.InteropServices;

namespace Ticker.Engine.Deliver;

/// <summary>Sleeps for less than a millisecond, which the runtime's own sleeps cannot. Thread-safe.</summary>
public static class ShortSleep
{
    private const uint Longest = 999_999;

    /// <summary>Whether the system has such a sleep.</summary>
    public static bool IsOffered { get; } = !OperatingSystem.IsWindows();

    /// <summary>Blocks the calling thread for about so long, less than a second; not at all where the system has no such sleep.</summary>
    public static void For(TimeSpan time)
    {
        if (IsOffered)
        {
            // A signal only ends it early.
            _ = Sleep((uint)Math.Min(time.TotalMicroseconds, Longest));
        }
    }

    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(uint microseconds);
}
