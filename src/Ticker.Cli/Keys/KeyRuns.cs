using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Ticker.Engine.Access;
using Ticker.Server.Access;

namespace Ticker.Cli.Keys;

/// <summary>What <c>ticker keys</c> does to a file of keys.</summary>
internal static class KeyRuns
{
    private const int SaltBytes = 16;
    private const int MostName = 128;

    /// <summary>Makes a key, and shows it.</summary>
    /// <exception cref="CommandException">It would allow nothing, or the file cannot be changed.</exception>
    public static ExitCode Add(string file, string name, Entitlements entitlements, TimeSpan? life)
    {
        if (name.Length is 0 or > MostName || name.Any(char.IsControl))
        {
            throw new CommandException(ExitCode.Usage, $"the name is empty, longer than {MostName} characters, or holds a control character");
        }

        if (entitlements.Feeds.IsNone != entitlements.Venues.IsNone)
        {
            throw new CommandException(ExitCode.Usage, "--feeds and --venues go together: a publisher needs both");
        }

        if (!Enum.GetValues<Right>().Any(entitlements.Has))
        {
            throw new CommandException(ExitCode.Usage, "this key would allow nothing: give --symbols to see something, --feeds and --venues to publish, or --admin");
        }

        var key = ApiKey.Create();
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var record = new KeyRecord(key.Id, name, Base64Url.EncodeToString(salt), Base64Url.EncodeToString(key.HashWith(salt)), now, entitlements) { Expires = now + life };
        Change(file, before => before.Append(record));
        Console.Error.WriteLine($"Made {key} for {name}, in {file}. This is the key; it is not shown again:");
        Console.WriteLine(key.Reveal());
        return ExitCode.Done;
    }

    /// <summary>Shows the keys that there are.</summary>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static ExitCode List(string file)
    {
        foreach (KeyRecord record in Read(() => KeyFile.Read(file)))
        {
            string state = record.Revoked is { } revoked ? $"revoked {Day(revoked)}"
                : record.Expires <= TimeProvider.System.GetUtcNow() ? $"expired {Day(record.Expires.Value)}"
                : record.Expires is { } expires ? $"until {Day(expires)}"
                : "valid";
            Console.WriteLine($"{ApiKey.Prefix}{record.Id}  {record.Name}  {state}  {EntitlementsJson.Write(record.Entitlements).ToJsonString()}");
        }

        return ExitCode.Done;
    }

    /// <summary>Revokes a key.</summary>
    /// <exception cref="CommandException">There is no such key, or the file cannot be changed.</exception>
    public static ExitCode Revoke(string file, string text)
    {
        string id = ApiKey.TryParse(text, out ApiKey whole) ? whole.Id : text.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) ? text[ApiKey.Prefix.Length..] : text;
        Change(file, before => before.Any(record => record.Id == id)
            ? before.Select(record => record.Id == id && record.Revoked is null ? record with { Revoked = TimeProvider.System.GetUtcNow() } : record)
            : throw new CommandException(ExitCode.BadInput, $"{file} has no such key; ticker keys list shows those there are"));
        Console.Error.WriteLine($"Revoked {ApiKey.Prefix}{id}.");
        return ExitCode.Done;
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Change(string file, Func<IReadOnlyList<KeyRecord>, IEnumerable<KeyRecord>> change) => Read<object?>(() =>
    {
        KeyFile.Change(file, change);
        return null;
    });

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadInput, wrong.Message);
        }
    }
}
