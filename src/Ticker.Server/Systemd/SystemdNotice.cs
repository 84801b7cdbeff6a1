using System.Net.Sockets;
using System.Text;

namespace Ticker.Server.Systemd;

/// <summary>
/// Tells systemd, if it asked to be told, that the server is ready, and that it stops: a datagram to the socket that it
/// names in <c>NOTIFY_SOCKET</c>. Source: sd_notify(3). Stateless.
/// </summary>
/// <param name="path">The socket's path, with <c>@</c> before an abstract name; null or empty = nobody asked.</param>
internal sealed class SystemdNotice(string? path)
{
    /// <summary>What the environment says.</summary>
    public static SystemdNotice FromEnvironment() => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    /// <summary>The server serves.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The server was told to stop.</summary>
    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path));
        }
        catch (SocketException)
        {
            // Whoever asked is gone; the server has others to serve.
        }
    }
}
