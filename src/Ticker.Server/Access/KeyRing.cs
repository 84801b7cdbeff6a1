using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Ticker.Engine.Access;

namespace Ticker.Server.Access;

/// <summary>
/// The API keys that there are, read again when their file changes. A file that cannot be read changes nothing. Thread-safe,
/// but for <see cref="Look"/>, which one caller at a time may call.
/// </summary>
public sealed partial class KeyRing : ICredentialVerifier, IReloaded
{
    private readonly WatchedFile _file;
    private readonly TimeProvider _time;
    private readonly byte[] _nobodysSalt = RandomNumberGenerator.GetBytes(16);
    private readonly byte[] _nobodysHash = RandomNumberGenerator.GetBytes(32);
    private FrozenDictionary<string, Known> _known;

    /// <summary>Reads the keys.</summary>
    /// <param name="path">Their file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">It is not a file of keys.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public KeyRing(string path, TimeProvider time)
    {
        (_file, _time) = (new WatchedFile(path), time);
        _file.HasChanged();
        _known = Read(path, FrozenDictionary<string, Known>.Empty);
    }

    private sealed record Known(string Text, byte[] Salt, byte[] Hash, DateTimeOffset? Revoked, Identity Identity);

    /// <summary>How many keys there are, those that were revoked among them.</summary>
    public int Count => Volatile.Read(ref _known).Count;

    /// <summary>The keys in force that see the market late, by their owners' names.</summary>
    public IEnumerable<(string Name, TimeSpan Delay)> Delays => Volatile.Read(ref _known).Values
        .Where(known => known.Revoked is null && !(_time.GetUtcNow() >= known.Identity.Expires) && known.Identity.Entitlements.Delay > TimeSpan.Zero)
        .Select(known => (known.Identity.Name, known.Identity.Entitlements.Delay));

    /// <inheritdoc/>
    public Identity? Verify(string credential)
    {
        if (!ApiKey.TryParse(credential, out ApiKey key))
        {
            return null;
        }

        // For a key that is not there the same is done: how long it takes does not tell.
        Known? known = Volatile.Read(ref _known).GetValueOrDefault(key.Id);
        bool isRight = CryptographicOperations.FixedTimeEquals(key.HashWith(known?.Salt ?? _nobodysSalt), known?.Hash ?? _nobodysHash);
        return isRight && known is { Revoked: null } && !(_time.GetUtcNow() >= known.Identity.Expires) ? known.Identity : null;
    }

    /// <inheritdoc/>
    public Identity? Current(Identity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return Volatile.Read(ref _known).GetValueOrDefault(identity.Credential) is { Revoked: null } known ? known.Identity : null;
    }

    /// <inheritdoc/>
    public void Look(ILogger logger)
    {
        if (!_file.HasChanged())
        {
            return;
        }

        try
        {
            Volatile.Write(ref _known, Read(_file.Path, _known));
            LogRead(logger, _file.Path, Count);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, _file.Path, wrong.Message);
        }
    }

    // A key of which nothing has changed keeps its identity, the object itself.
    private FrozenDictionary<string, Known> Read(string path, FrozenDictionary<string, Known> before) => KeyFile.Read(path).ToFrozenDictionary(
        record => record.Id,
        record =>
        {
            string text = $"{record.Name}\n{record.Salt}\n{record.Hash}\n{record.Expires}\n{record.Revoked}\n{EntitlementsJson.Write(record.Entitlements)}";
            return before.GetValueOrDefault(record.Id) is { } known && known.Text == text
                ? known
                : new Known(text, Base64Url.DecodeFromChars(record.Salt), Base64Url.DecodeFromChars(record.Hash), record.Revoked, new Identity($"key:{record.Id}", record.Name, record.Entitlements)
                {
                    Expires = record.Expires,
                    Verifier = this,
                    Credential = record.Id,
                });
        },
        StringComparer.Ordinal);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "The keys in {File} were read: there are {Count}.")]
    private static partial void LogRead(ILogger logger, string file, int count);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The keys in {File} cannot be read, so that those read before still hold: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string file, string reason);
}
