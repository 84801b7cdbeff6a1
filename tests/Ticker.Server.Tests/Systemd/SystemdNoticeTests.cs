using System.Net.Sockets;
using System.Text;
using Ticker.Server.Systemd;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Systemd;

public sealed class SystemdNoticeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Notice_ToASocketOfEitherKind_Arrives(bool isAbstract)
    {
        using var directory = new JournalDirectory();
        string path = isAbstract ? $"@ticker-{Guid.NewGuid()}" : Path.Combine(directory.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? $"\0{path[1..]}" : path));
        var notice = new SystemdNotice(path);
        notice.Ready();
        notice.Stopping();
        Assert.Equal(["READY=1", "STOPPING=1"], [await ReadAsync(systemd), await ReadAsync(systemd)]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/notify")]
    public void Notice_ToNobody_IsNoError(string? path) => new SystemdNotice(path).Ready();

    private static async Task<string> ReadAsync(Socket socket)
    {
        byte[] datagram = new byte[256];
        using var limit = new CancellationTokenSource(Patience.Limit);
        return Encoding.UTF8.GetString(datagram, 0, await socket.ReceiveAsync(datagram, limit.Token));
    }
}
