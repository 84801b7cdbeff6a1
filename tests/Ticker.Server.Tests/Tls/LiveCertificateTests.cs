using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tls;

namespace Ticker.Server.Tests.Tls;

/// <summary>A certificate is taken as soon as it can be used, in whatever way its files are replaced.</summary>
public sealed class LiveCertificateTests : IDisposable
{
    private const int Read = 6001;
    private const int Unusable = 6002;
    private const int Ends = 6003;
    private const int Ended = 6004;

    private readonly CertificateFolder _folder = new();
    private readonly EventLog _log = new();

    [Fact]
    public void Look_WrittenOver_TakesTheNewOne()
    {
        _folder.Write(CertificateFolder.Make());
        LiveCertificate live = Pem();
        live.Look(_log);
        X509Certificate2 second = _folder.Write(CertificateFolder.Make());
        live.Look(_log);
        live.Look(_log);
        AssertIs(second, live);
        Assert.Single(_log.Of(Read));
        Assert.Empty(_log.Of(Unusable));
    }

    [Fact]
    public void Look_ALinkToADirectoryIsReplaced_TakesTheNewOneThoughTimesAndLengthsAreTheSame()
    {
        _folder.Project(CertificateFolder.Make());
        LiveCertificate live = Pem();
        X509Certificate2 second = _folder.Project(CertificateFolder.Make());
        live.Look(_log);
        AssertIs(second, live);
        AssertIs(_folder.Project(CertificateFolder.Make()), live, look: true);
    }

    [Fact]
    public void Look_ItsKeyComesALittleLater_IsNoFailure()
    {
        _folder.Write(CertificateFolder.Make());
        LiveCertificate live = Pem();
        using X509Certificate2 second = CertificateFolder.Make();
        File.WriteAllText(_folder.Certificate, second.ExportCertificatePem());
        live.Look(_log);
        _folder.WriteKey(second);
        live.Look(_log);
        AssertIs(second, live);
        Assert.Empty(_log.Of(Unusable));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("0\u0082\u0001")]
    [InlineData(null)]
    public void Look_BrokenOrGone_KeepsTheOldOneAndSaysSoOnce(string? text)
    {
        X509Certificate2 first = _folder.Write(CertificateFolder.Make());
        LiveCertificate live = Pem();
        if (text is null)
        {
            File.Delete(_folder.Certificate);
        }
        else
        {
            File.WriteAllText(_folder.Certificate, text, System.Text.Encoding.Latin1);
        }

        for (int n = 0; n < 5; n++)
        {
            live.Look(_log);
        }

        AssertIs(first, live);
        Assert.Single(_log.Of(Unusable));
        AssertIs(_folder.Write(CertificateFolder.Make()), live, look: true);
    }

    [Fact]
    public void Look_ForAnotherPurpose_KeepsTheOldOne()
    {
        X509Certificate2 first = _folder.Write(CertificateFolder.Make());
        LiveCertificate live = Pem();
        _folder.Write(CertificateFolder.Make(purpose: "1.3.6.1.5.5.7.3.2"));
        live.Look(_log);
        live.Look(_log);
        AssertIs(first, live);
        Assert.Contains("not for servers", Assert.Single(_log.Of(Unusable)).Values["Reason"], StringComparison.Ordinal);
    }

    [Fact]
    public void Look_Pkcs12WithAPassword_IsReadAndReadAgain()
    {
        _folder.WritePfx(CertificateFolder.Make());
        LiveCertificate live = Live(new ListenOptions { Certificate = _folder.Pfx, CertificatePassword = CertificateFolder.Password });
        using X509Certificate2 second = CertificateFolder.Make();
        _folder.WritePfx(second);
        AssertIs(second, live, look: true);
        Assert.Throws<FormatException>(() => Live(new ListenOptions { Certificate = _folder.Pfx, CertificatePassword = "wrong" }));
    }

    [Fact]
    public void Read_AnEncryptedKey_WantsItsPassword()
    {
        X509Certificate2 certificate = _folder.Write(CertificateFolder.Make());
        _folder.WriteEncryptedKey(certificate);
        AssertIs(certificate, Live(new ListenOptions { Certificate = _folder.Certificate, CertificateKey = _folder.Key, CertificatePassword = CertificateFolder.Password }));
        Assert.Throws<FormatException>(Pem);
    }

    [Fact]
    public void Read_WithOthersBehindIt_SendsThemToo()
    {
        (X509Certificate2 certificate, X509Certificate2 authority) = CertificateFolder.MakeChain();
        _folder.Write(certificate);
        File.AppendAllText(_folder.Certificate, "\n" + authority.ExportCertificatePem());
        LiveCertificate live = Pem();
        AssertIs(certificate, live);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, live.NewHandshake().EnabledSslProtocols);
        Assert.Equal(authority.Thumbprint, Assert.Single(live.Current.Context.IntermediateCertificates).Thumbprint);
        authority.Dispose();
    }

    [Theory]
    [InlineData(90, 15, 0, 0)]
    [InlineData(90, 13, 1, 0)]
    [InlineData(6, 3, 0, 0)]
    [InlineData(6, 1, 1, 0)]
    [InlineData(90, -1, 0, 1)]
    public void Look_BeforeItsEnd_SaysSoOnceEach(int life, int left, int ends, int ended)
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(left - life).AddMinutes(1);
        _folder.Write(CertificateFolder.Make(TimeSpan.FromDays(life), from));
        LiveCertificate live = Pem();
        live.Look(_log);
        live.Look(_log);
        Assert.Equal((ends, ended), (_log.Of(Ends).Count, _log.Of(Ended).Count));
        Assert.All(_log.Of(Ends), line => Assert.Equal(LogLevel.Warning, line.Level));

        // The next one is announced anew.
        _folder.Write(CertificateFolder.Make(TimeSpan.FromDays(life), from.AddMinutes(1)));
        live.Look(_log);
        Assert.Equal((2 * ends, 2 * ended), (_log.Of(Ends).Count, _log.Of(Ended).Count));
    }

    public void Dispose() => _folder.Dispose();

    private static LiveCertificate Live(ListenOptions listen) => new(new CertificateFiles(listen), listen.CertificateNotice, TimeProvider.System);

    private LiveCertificate Pem() => Live(new ListenOptions { Certificate = _folder.Certificate, CertificateKey = _folder.Key });

    private void AssertIs(X509Certificate2 expected, LiveCertificate live, bool look = false)
    {
        if (look)
        {
            live.Look(_log);
        }

        Assert.Equal(expected.Thumbprint, live.Current.Context.TargetCertificate.Thumbprint);
        expected.Dispose();
    }
}
