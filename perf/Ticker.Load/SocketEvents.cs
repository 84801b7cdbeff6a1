using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ticker.Load;

/// <summary>
/// Tells which of very many sockets can be read, at a cost that follows what happens and not how many there are, without an
/// allocation: epoll(7). One thread looks. Linux only.
/// </summary>
internal sealed partial class SocketEvents : IDisposable
{
    private const int Most = 256;
    private const int EntryBytes = 12;
    private const int AddOne = 1;
    private const uint Readable = 0x001;
    private const uint PeerGone = 0x2000;

    private const int SetTimerSlack = 29;

    private readonly int _handle = Create(0);
    private readonly byte[] _found = new byte[Most * EntryBytes];
    private readonly int[] _indexes = new int[Most];

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a socket; it leaves when it is closed.</summary>
    /// <param name="socket">Its handle.</param>
    /// <param name="index">What tells it apart.</param>
    /// <param name="onlyEnd">Whether what there is to read does not count, only that the peer ended or reset it.</param>
    public void Add(nint socket, int index, bool onlyEnd = false)
    {
        byte[] entry = new byte[EntryBytes];
        BitConverter.TryWriteBytes(entry, onlyEnd ? PeerGone : Readable);
        BitConverter.TryWriteBytes(entry.AsSpan(4), index);
        if (Control(_handle, AddOne, (int)socket, entry) != 0)
        {
            throw new Win32Exception();
        }

        Count++;
    }

    /// <summary>Which are readable or closed at this moment, or some of them; valid until the next call.</summary>
    public ReadOnlySpan<int> Look()
    {
        int found = Math.Max(0, Wait(_handle, _found, Most, 0));
        for (int i = 0; i < found; i++)
        {
            _indexes[i] = BitConverter.ToInt32(_found, (i * EntryBytes) + 4);
        }

        return _indexes.AsSpan(0, found);
    }

    /// <summary>Naps, to the microsecond, with nobody able to wake the thread.</summary>
    public static void Nap(TimeSpan time)
    {
        var request = new TimeSpec { Nanoseconds = (nint)time.TotalNanoseconds };
        _ = Sleep(in request, 0);
    }

    /// <summary>Has the kernel keep to the naps of this thread, and not lengthen them by the usual 50 microseconds.</summary>
    public static void NapExactly() => _ = Control(SetTimerSlack, 1);

    public void Dispose() => _ = Close(_handle);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    // The kernel's epoll_event is packed to 12 bytes on x64.
    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int handle, int operation, int socket, byte[] entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int handle, byte[] found, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in TimeSpec time, nint rest);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
