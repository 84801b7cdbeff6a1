using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ticker.Server.Tls;

/// <summary>A certificate with its key and those that lead to its authority, ready for handshakes. Immutable.</summary>
internal sealed class ServerCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        if (leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == ServerAuthentication))
        {
            throw new FormatException("the certificate is not for servers, as its extended key usage says");
        }

        (Subject, From, Until) = (leaf.Subject, leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime());

        // Offline: nobody's server is asked for what is missing while a client waits.
        Context = SslStreamCertificateContext.Create(leaf, others, offline: true);
    }

    /// <summary>What handshakes need.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Whose it is.</summary>
    public string Subject { get; }

    /// <summary>Since when it holds.</summary>
    public DateTimeOffset From { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Reads PEM (RFC 7468), or PKCS #12 (RFC 7292), told by the first byte.</summary>
    /// <param name="certificate">The server's own certificate first, then those that lead to its authority.</param>
    /// <param name="key">Its private key in PEM; empty = it is with the certificate.</param>
    /// <param name="password">Opens the key; empty = it has none.</param>
    /// <exception cref="FormatException">It cannot be used.</exception>
    /// <exception cref="CryptographicException">Likewise.</exception>
    /// <exception cref="ArgumentException">Likewise.</exception>
    public static ServerCertificate Parse(byte[] certificate, byte[] key, string password)
    {
        // A sequence in ASN.1, which no text begins with.
        const byte Sequence = 0x30;
        return certificate.Length > 0 && certificate[0] == Sequence ? FromPkcs12(certificate, password) : FromPem(certificate, key, password);
    }

    private static ServerCertificate FromPkcs12(byte[] file, string password)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(file, password);
        X509Certificate2 leaf = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new FormatException("there is no certificate with a private key in it");
        all.Remove(leaf);
        return new ServerCertificate(leaf, all);
    }

    private static ServerCertificate FromPem(byte[] file, byte[] key, string password)
    {
        string text = Encoding.UTF8.GetString(file);
        string keyText = key.Length > 0 ? Encoding.UTF8.GetString(key) : text;
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        if (all.Count == 0)
        {
            throw new FormatException("there is no certificate in it");
        }

        all.RemoveAt(0);
        return new ServerCertificate(password.Length > 0 ? X509Certificate2.CreateFromEncryptedPem(text, keyText, password) : X509Certificate2.CreateFromPem(text, keyText), all);
    }
}
