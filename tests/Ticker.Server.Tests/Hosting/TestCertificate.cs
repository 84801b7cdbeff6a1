using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ticker.Server.Tests.Hosting;

/// <summary>A certificate for 127.0.0.1 that nobody has signed but itself, in files, made once a run.</summary>
internal static class TestCertificate
{
    private static readonly Lazy<(string Certificate, string Key, string Thumbprint)> Made = new(Make);

    public static string File => Made.Value.Certificate;

    public static string KeyFile => Made.Value.Key;

    public static string Thumbprint => Made.Value.Thumbprint;

    private static (string Certificate, string Key, string Thumbprint) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string directory = Directory.CreateTempSubdirectory("ticker-certificate-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        string file = Path.Combine(directory, "certificate.pem");
        string keyFile = Path.Combine(directory, "key.pem");
        System.IO.File.WriteAllText(file, certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile, certificate.Thumbprint);
    }
}
