using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ticker.Server.Access;

/// <summary>
/// An API key as its owner has it: <c>tk_</c>, twelve letters that name it, <c>_</c>, and a secret of 256 random bits. It is
/// shown once, and only a salted hash of the secret is kept: of a secret that cannot be guessed one round of SHA-256 is enough.
/// </summary>
/// <param name="Id">What names it: no secret.</param>
/// <param name="Secret">The secret.</param>
public readonly record struct ApiKey(string Id, string Secret)
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "tk_";

    private const int IdLetters = 12;
    private const int SecretBytes = 32;
    private const int SecretLetters = 43;

    /// <summary>Makes a new one.</summary>
    public static ApiKey Create() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLetters / 2)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Takes a key apart; false when it is none.</summary>
    public static bool TryParse(string text, out ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = default;
        int secret = Prefix.Length + IdLetters + 1;
        if (text.Length != secret + SecretLetters || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[secret - 1] != '_')
        {
            return false;
        }

        key = new ApiKey(text.Substring(Prefix.Length, IdLetters), text[secret..]);
        return true;
    }

    /// <summary>The hash of its secret.</summary>
    /// <param name="salt">The key's salt.</param>
    public byte[] HashWith(ReadOnlySpan<byte> salt) => SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(Secret)]);

    /// <summary>The key without its secret.</summary>
    public override string ToString() => $"{Prefix}{Id}";

    /// <summary>The whole key, to be shown once.</summary>
    public string Reveal() => $"{Prefix}{Id}_{Secret}";
}
