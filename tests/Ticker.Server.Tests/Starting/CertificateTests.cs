using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Starting;

/// <summary>A TLS port that cannot work is told before any port opens.</summary>
public sealed class CertificateTests
{
    public static TheoryData<string[], string> Wrong => new()
    {
        { ["Tls=https://127.0.0.1:0"], "go together" },
        { ["Certificate=" + TestCertificate.File], "go together" },
        { ["Tls=http://127.0.0.1:0", "Certificate=" + TestCertificate.File, "CertificateKey=" + TestCertificate.KeyFile], "must be https://ADDRESS:PORT" },
        { ["Tls=https://127.0.0.1:0", "Certificate=/nowhere.pem"], "cannot be used" },
        { ["Tls=https://127.0.0.1:0", "Certificate=" + TestCertificate.KeyFile, "CertificateKey=" + TestCertificate.KeyFile], "cannot be used" },
        { ["Tls=https://127.0.0.1:0", "Certificate=" + TestCertificate.File], "cannot be used" },
        { ["Http2=https://127.0.0.1:0"], "Ticker:Listen:Http2 is 'https://127.0.0.1:0'" },
        { ["Http2=http://127.0.0.1:8080"], "are the same" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Build_WithATlsPortThatCannotWork_SaysWhatIsWrong(string[] listen, string told)
    {
        InvalidConfigurationException wrong = Assert.Throws<InvalidConfigurationException>(
            () => TickerServer.Build([.. listen.Select(setting => "--Ticker:Listen:" + setting), "--Ticker:Journal:Enabled=false"]));
        Assert.Contains(told, Assert.Single(wrong.Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithKeyAndCertificateInOneFile_Listens()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(TestCertificate.File) + "\n" + await File.ReadAllTextAsync(TestCertificate.KeyFile));
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Listen:Tls=https://localhost:0", "Listen:Certificate=" + file);
        File.Delete(file);
        Assert.NotEqual(0, server.Addresses.Tls?.Port);
    }
}
