using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ticker.Server.Access;

/// <summary>
/// The file of API keys: JSON, with salted hashes and never a key. It is replaced whole, so that whoever reads it finds it
/// as it was or as it is, and only its owner may read it. Stateless.
/// </summary>
public static class KeyFile
{
    private const int Version = 1;
    private const int HashBytes = 32;
    private const int LeastSalt = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is not such a file; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<KeyRecord> Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), Strict);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out JsonElement version) || !version.TryGetInt32(out int number) || number != Version)
            {
                throw new FormatException($"it is not a file of keys of version {Version}");
            }

            KeyRecord[] records = [.. root.GetProperty("keys").EnumerateArray().Select(Record)];
            return records.DistinctBy(record => record.Id).Count() == records.Length ? records : throw new FormatException("two of its keys have the same id");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"it is not a file of keys: {wrong.Message}", wrong);
        }
    }

    /// <summary>Replaces a file, or makes it.</summary>
    public static void Write(string path, IEnumerable<KeyRecord> records)
    {
        var root = new JsonObject { ["version"] = Version, ["keys"] = new JsonArray([.. records.Select(record => (JsonNode?)Json(record))]) };
        string whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        string beside = $"{whole}.{Guid.NewGuid():N}.new";
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(beside, create))
            {
                JsonSerializer.Serialize(file, root, Written);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, whole, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Changes a file while nobody else does.</summary>
    /// <param name="path">The file; one that is not there has no keys.</param>
    /// <param name="change">Gives the keys that it is to have.</param>
    public static void Change(string path, Func<IReadOnlyList<KeyRecord>, IEnumerable<KeyRecord>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var held = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        Write(path, [.. change(File.Exists(path) ? Read(path) : [])]);
    }

    private static JsonObject Json(KeyRecord record)
    {
        var json = new JsonObject { ["id"] = record.Id, ["name"] = record.Name, ["salt"] = record.Salt, ["sha256"] = record.Hash, ["created"] = record.Created };
        if (record.Expires is { } expires)
        {
            json["expires"] = expires;
        }

        if (record.Revoked is { } revoked)
        {
            json["revoked"] = revoked;
        }

        json["may"] = EntitlementsJson.Write(record.Entitlements);
        return json;
    }

    private static KeyRecord Record(JsonElement json)
    {
        string id = json.GetProperty("id").GetString() ?? "";
        string salt = json.GetProperty("salt").GetString() ?? "";
        string hash = json.GetProperty("sha256").GetString() ?? "";
        if (!Base64Url.IsValid(salt, out int saltBytes) || saltBytes < LeastSalt || !Base64Url.IsValid(hash, out int hashBytes) || hashBytes != HashBytes)
        {
            throw new FormatException($"key {id}: its salt or its hash is not whole");
        }

        try
        {
            return new KeyRecord(id, json.GetProperty("name").GetString() ?? "", salt, hash, json.GetProperty("created").GetDateTimeOffset(), EntitlementsJson.Read(json.GetProperty("may")))
            {
                Expires = json.TryGetProperty("expires", out JsonElement expires) ? expires.GetDateTimeOffset() : null,
                Revoked = json.TryGetProperty("revoked", out JsonElement revoked) ? revoked.GetDateTimeOffset() : null,
            };
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"key {id}: {wrong.Message}", wrong);
        }
    }
}
