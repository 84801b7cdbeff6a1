using System.Buffers.Binary;
using System.Net.Sockets;

namespace Ticker.Transports.WebSockets;

/// <summary>What the kernel knows of a connection's far end.</summary>
/// <param name="Offered">How many more bytes the peer's kernel would take now.</param>
/// <param name="Acknowledged">How many bytes it has taken since the beginning.</param>
/// <remarks>Source: <c>struct tcp_info</c> of Linux 5.4 and later; a shorter one has not the window in it.</remarks>
public readonly record struct TcpWindow(long Offered, long Acknowledged)
{
    private const int TcpInfo = 11;
    private const int AcknowledgedAt = 120;
    private const int NotSentAt = 144;
    private const int SentAt = 200;
    private const int SentAgainAt = 208;
    private const int OfferedAt = 228;

    /// <summary>How many bytes this kernel holds that the peer's has not taken, sent or not.</summary>
    public long Unsent { get; init; }

    /// <summary>Reads it; false where the system does not tell, or the connection is gone.</summary>
    public static bool TryRead(Socket socket, out TcpWindow window)
    {
        ArgumentNullException.ThrowIfNull(socket);
        window = default;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> info = stackalloc byte[OfferedAt + sizeof(uint)];
        try
        {
            if (socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info) < info.Length)
            {
                return false;
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }

        long acknowledged = BinaryPrimitives.ReadInt64LittleEndian(info[AcknowledgedAt..]);
        long sent = BinaryPrimitives.ReadInt64LittleEndian(info[SentAt..]) - BinaryPrimitives.ReadInt64LittleEndian(info[SentAgainAt..]);
        window = new TcpWindow(BinaryPrimitives.ReadUInt32LittleEndian(info[OfferedAt..]), acknowledged)
        {
            // What is acknowledged may count the handshake's one.
            Unsent = Math.Max(0, sent - acknowledged) + BinaryPrimitives.ReadUInt32LittleEndian(info[NotSentAt..]),
        };
        return true;
    }
}
