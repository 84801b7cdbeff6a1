using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ticker.Server.Tests.Tls;

/// <summary>Certificates for 127.0.0.1 in files, as those who renew them put them there.</summary>
internal sealed class CertificateFolder : IDisposable
{
    public const string Password = "open sesame";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ticker-tls-");
    private int _versions;

    public string Certificate => At("tls.crt");

    public string Key => At("tls.key");

    public string Pfx => At("tls.pfx");

    public string At(string file) => Path.Combine(_directory.FullName, file);

    /// <summary>Makes one that an authority has signed that a root has signed; gives both, and not the root.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2 Authority) MakeChain()
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 root = NewAuthority("CN=Root", rootKey).CreateSelfSigned(from, from.AddDays(90));
        using X509Certificate2 authority = NewAuthority("CN=Authority", authorityKey).Create(root, from, from.AddDays(80), [1]);
        using X509Certificate2 signer = authority.CopyWithPrivateKey(authorityKey);
        using X509Certificate2 leaf = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).Create(signer, from, from.AddDays(70), [2]);
        return (leaf.CopyWithPrivateKey(key), X509CertificateLoader.LoadCertificate(authority.RawData));

        static CertificateRequest NewAuthority(string name, ECDsa key)
        {
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            return request;
        }
    }

    /// <summary>Makes one that nobody has signed but itself.</summary>
    public static X509Certificate2 Make(TimeSpan? life = null, DateTimeOffset? from = null, string purpose = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        DateTimeOffset since = from ?? TimeProvider.System.GetUtcNow().AddDays(-1);
        return request.CreateSelfSigned(since, since + (life ?? TimeSpan.FromDays(90)));
    }

    /// <summary>Writes it over what is there, in PEM.</summary>
    public X509Certificate2 Write(X509Certificate2 certificate)
    {
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        WriteKey(certificate);
        return certificate;
    }

    public void WriteKey(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public void WriteEncryptedKey(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Key, key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
    }

    public void WritePfx(X509Certificate2 certificate) => File.WriteAllBytes(Pfx, certificate.Export(X509ContentType.Pfx, Password));

    /// <summary>
    /// The files are links through a link to a directory, and that is replaced: so a secret's volume is renewed in
    /// Kubernetes. All files have the same length and time.
    /// </summary>
    public X509Certificate2 Project(X509Certificate2 certificate)
    {
        string version = $"..v{++_versions}";
        Directory.CreateDirectory(At(version));
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        foreach ((string name, string text, string link) in new[] { ("tls.crt", certificate.ExportCertificatePem(), Certificate), ("tls.key", key.ExportPkcs8PrivateKeyPem(), Key) })
        {
            string file = Path.Combine(At(version), name);
            File.WriteAllText(file, text.PadRight(2000, '\n'));
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
            if (_versions == 1)
            {
                File.CreateSymbolicLink(link, Path.Combine("..data", name));
            }
        }

        // Not at once, which is the harder case: for a moment there is nothing.
        File.Delete(At("..data"));
        File.CreateSymbolicLink(At("..data"), version);
        return certificate;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
