using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ticker.Tests.Hostile;

/// <summary>A file of two API keys, as the documentation of access describes it, for a server that is to be attacked.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Market">May do everything: see, publish, look at figures.</param>
/// <param name="Guest">May see everything and publish nothing.</param>
internal sealed record HostileKeys(string Path, string Market, string Guest)
{
    /// <summary>Makes one in a directory.</summary>
    public static HostileKeys CreateIn(string directory)
    {
        string[] letters = [Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))];
        string[] secrets = [Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))];
        string path = System.IO.Path.Combine(directory, "keys.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            version = 1,
            keys = new[]
            {
                Key(letters[0], secrets[0], new { symbols = new[] { "*" }, feeds = new[] { "*" }, venues = new[] { "*" }, admin = true }),
                Key(letters[1], secrets[1], new { symbols = new[] { "*" } }),
            },
        }));
        return new HostileKeys(path, $"tk_{letters[0]}_{secrets[0]}", $"tk_{letters[1]}_{secrets[1]}");
    }

    private static object Key(string id, string secret, object may)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        return new
        {
            id, name = "soak", salt = Base64Url.EncodeToString(salt),
            sha256 = Base64Url.EncodeToString(SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(secret)])), created = DateTimeOffset.UnixEpoch, may,
        };
    }
}
