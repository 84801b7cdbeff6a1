using System.Runtime.InteropServices;

namespace Ticker.Load;

/// <summary>
/// Waits for any of many sockets with one call, without an allocation, and to the microsecond: ppoll(2). Linux only.
/// </summary>
internal sealed partial class ReadySet
{
    private const short PollIn = 1;

    private readonly PollFd[] _sockets;

    public ReadySet(params IEnumerable<nint> handles) =>
        _sockets = [.. handles.Select(handle => new PollFd { Fd = (int)handle, Events = PollIn })];

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Result;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    /// <summary>Waits until one is readable or closed, or the time, below a second, is over.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Wait(TimeSpan time)
    {
        var atMost = new TimeSpec { Nanoseconds = (nint)time.TotalNanoseconds };
        return Poll(_sockets, (nuint)_sockets.Length, in atMost, 0) > 0;
    }

    /// <summary>Whether the last wait found that one readable or closed.</summary>
    public bool IsReady(int index) => _sockets[index].Result != 0;

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll([In, Out] PollFd[] sockets, nuint count, in TimeSpec atMost, nint signals);
}
