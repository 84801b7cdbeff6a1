using System.Security.Cryptography;

namespace Ticker.Server.Tls;

/// <summary>The files that a certificate and its key are in, wherever links lead. Thread-safe.</summary>
/// <param name="listen">Names them.</param>
internal sealed class CertificateFiles(ListenOptions listen)
{
    /// <summary>The file of the certificate.</summary>
    public string Path => listen.Certificate;

    /// <summary>What the files hold now. Their content is what counts, so that no way of replacing them goes unseen.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public (byte[] Certificate, byte[] Key, string Digest) Read()
    {
        byte[] certificate = File.ReadAllBytes(listen.Certificate);
        byte[] key = listen.CertificateKey.Length > 0 ? File.ReadAllBytes(listen.CertificateKey) : [];
        return (certificate, key, Convert.ToHexString(SHA256.HashData(certificate)) + Convert.ToHexString(SHA256.HashData(key)));
    }

    /// <summary>Makes a certificate of what they held.</summary>
    /// <exception cref="FormatException">It is none that the server can use; the message says why.</exception>
    public ServerCertificate Parse(byte[] certificate, byte[] key)
    {
        try
        {
            return ServerCertificate.Parse(certificate, key, listen.CertificatePassword);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }
}
