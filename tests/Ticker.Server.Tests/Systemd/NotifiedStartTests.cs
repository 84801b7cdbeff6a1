using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Systemd;

/// <summary>The server as systemd starts and stops a unit of <c>Type=notify</c>.</summary>
public sealed class NotifiedStartTests
{
    [Fact]
    public async Task Run_WithASocketToNotify_SaysWhenItServesAndWhenItStops()
    {
        using var directory = new JournalDirectory();
        string path = Path.Combine(directory.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        await using ServerProcess server = ServerProcess.Start(
            [("NOTIFY_SOCKET", path)], "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false");

        Assert.Equal("READY=1", await ReadAsync(systemd));
        await server.ReadyAsync();
        Assert.Equal(0, systemd.Available);

        server.Terminate();
        Assert.Equal("STOPPING=1", await ReadAsync(systemd));
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        byte[] datagram = new byte[256];
        using var limit = new CancellationTokenSource(Patience.Limit);
        return Encoding.UTF8.GetString(datagram, 0, await socket.ReceiveAsync(datagram, limit.Token));
    }
}
