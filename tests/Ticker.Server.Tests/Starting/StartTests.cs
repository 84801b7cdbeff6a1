using System.Net;
using System.Net.Sockets;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using Ticker.Server.Tests.Tls;

namespace Ticker.Server.Tests.Starting;

/// <summary>The server as a process: what it says, and with which code it ends.</summary>
public sealed class StartTests
{
    private static readonly string[] FreePorts = ["--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false"];

    [Fact]
    public async Task Start_WithManyWrongSettings_NamesThemAllAndEndsWith1()
    {
        await using ServerProcess server = ServerProcess.Start(
            "--Ticker:Listen:Web=https://board.example", "--Ticker:Subscribers:PingInterval=0", "--Ticker:WebSockets:MaxMessage=1",
            "--Ticker:Subscribers:PendingTicks=many", "--Ticker:Lanes=-1", "--Ticker:WebSockets:AllowedOrigins:0=board.example");
        (int exitCode, string output, string errors) = await server.EndAsync();
        Assert.Equal((1, ""), (exitCode, output));
        foreach (string setting in new[] { "Ticker:Listen:Web", "PendingTicks", "Ticker:WebSockets:MaxMessage", "Ticker:WebSockets:AllowedOrigins" })
        {
            Assert.Contains(setting, errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithFilesThatCannotBeUsedToo_NamesThemAllAndLeavesTheJournalAlone()
    {
        using var folder = new CertificateFolder();
        await File.WriteAllTextAsync(folder.Certificate, "no certificate");
        string file = folder.At("file");
        await File.WriteAllTextAsync(file, "no directory");
        await using ServerProcess server = ServerProcess.Start(
            "--Ticker:Lanes=x", $"--Ticker:Access:Keys={folder.At("keys.json")}", $"--Ticker:Access:Jwt:Keys={folder.At("jwks.json")}", "--Ticker:Access:Jwt:Issuer=a", "--Ticker:Access:Jwt:Audience=b",
            "--Ticker:Listen:Tls=https://127.0.0.1:0", $"--Ticker:Listen:Certificate={folder.Certificate}", $"--Ticker:Journal:Directory={file}");
        (int exitCode, string output, string errors) = await server.EndAsync();
        Assert.Equal((1, ""), (exitCode, output));
        string[] wrong = ["Ticker:Lanes is 'x'", "Ticker:Journal:Directory", "Ticker:Listen:Certificate", "Ticker:Access:Keys", "Ticker:Access:Jwt:Keys"];
        string[] told = errors.TrimEnd().Split('\n');
        Assert.Equal(wrong, told.Skip(1).Zip(wrong, (line, key) => line.TrimStart()[..key.Length]));
        Assert.Equal(1 + wrong.Length, told.Length);
        Assert.Equal([folder.Certificate, file], Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!).Order().Reverse());
    }

    [Fact]
    public async Task Check_OfSettings_NamesWhatTheServerWouldRefuseAndTouchesNothing()
    {
        using var journal = new JournalDirectory();
        string inside = Path.Combine(journal.Path, "not", "there");
        TickerServer.Check([$"--Ticker:Journal:Directory={inside}"]);
        Assert.Empty(Directory.GetFileSystemEntries(journal.Path));

        InvalidConfigurationException wrong = Assert.Throws<InvalidConfigurationException>(() => TickerServer.Check(["--Ticker:Lanes=x", "--Ticker:Replay:Path=no-such-thing"]));
        Assert.Collection(
            wrong.Wrong,
            told => Assert.StartsWith("Ticker:Lanes is 'x'", told, StringComparison.Ordinal),
            told => Assert.StartsWith("Ticker:Replay:Path: ", told, StringComparison.Ordinal));
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        TickerServer.Check([server.Journal.Setting]);
        InvalidConfigurationException taken = Assert.Throws<InvalidConfigurationException>(() => TickerServer.Build([.. FreePorts, server.Journal.Setting]));
        Assert.Contains("another server writes the journal", taken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Web")]
    [InlineData("Grpc")]
    public async Task Start_OnAPortThatIsTaken_SaysSoAndEndsWith1(string door)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        string address = $"http://{taken.LocalEndPoint}";
        await AssertCannotListenAsync(address, [.. FreePorts, $"--Ticker:Listen:{door}={address}"]);
    }

    [Fact]
    public async Task Start_OnAnAddressOfAnotherMachine_SaysSoAndEndsWith1() =>
        await AssertCannotListenAsync("192.0.2.1", [.. FreePorts, "--Ticker:Listen:Web=http://192.0.2.1:8080", "--Ticker:Access:OpenToTheNetwork=true"]);

    [Fact]
    public async Task Terminate_WithASubscriber_TellsItAndEndsWith0()
    {
        await using ServerProcess server = ServerProcess.Start(FreePorts);
        (IPEndPoint web, _) = await server.ReadyAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(web);
        await peer.SendAsync(Handshakes.With(Handshakes.Json));
        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        server.Terminate();
        RawFrame close = await peer.ReadFrameAsync(Frames.CloseCode);
        Assert.Equal(1012, close.Code);
        Assert.StartsWith("restart:", close.Reason, StringComparison.Ordinal);
        await peer.SendAsync(Frames.Close(1012));
        await peer.AssertEndAsync();
        (int exitCode, string output, _) = await server.EndAsync();
        Assert.Equal((0, ""), (exitCode, output));
    }

    private static async Task AssertCannotListenAsync(string address, string[] args)
    {
        await using ServerProcess server = ServerProcess.Start(args);
        (int exitCode, string output, string errors) = await server.EndAsync();
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("cannot listen", errors, StringComparison.Ordinal);
        Assert.Contains(address, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
