using System.Net.Sockets;

namespace Ticker.Transports.Listening;

/// <summary>How much a socket's kernel may hold that it has not sent yet.</summary>
/// <remarks>Source: <c>TCP_NOTSENT_LOWAT</c> in tcp(7).</remarks>
public static class UnsentBytes
{
    private const SocketOptionName TcpNotSentLowWater = (SocketOptionName)25;

    /// <summary>Sets the limit; where the system knows none, nothing is set.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="most">In bytes; the kernel takes whole segments and may pass it by one.</param>
    /// <exception cref="SocketException">The connection is gone; so with <see cref="ObjectDisposedException"/>.</exception>
    public static void Limit(Socket socket, int most)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, (int)TcpNotSentLowWater, BitConverter.GetBytes(most));
        }
    }
}
