using System.ComponentModel;
using System.Net.Sockets;

namespace Ticker.Load.Sections;

/// <summary>Tells what a server under test may do wrong from a defect of this program.</summary>
internal static class Failure
{
    public static bool IsExpected(Exception failure) =>
        failure is IOException or InvalidOperationException or InvalidDataException or SocketException or Win32Exception;
}
