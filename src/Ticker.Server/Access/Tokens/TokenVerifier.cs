using System.Text.Json;
using Ticker.Engine.Access;

namespace Ticker.Server.Access.Tokens;

/// <summary>
/// Takes signed tokens as proof: <c>sub</c> says who, and the claim <c>ticker</c> what that allows, in the words of the file
/// of keys; without it nothing is allowed. The issuer's keys are read again when their file changes, and whose key is gone
/// from it is let in no more. Thread-safe, but for <see cref="Look"/>, which one caller at a time may call.
/// </summary>
public sealed partial class TokenVerifier : ICredentialVerifier, IReloaded
{
    private const string Claim = "ticker";
    private const int MostSubject = 256;

    private readonly WatchedFile _file;
    private readonly TimeProvider _time;
    private TokenValidationParameters _parameters;

    /// <summary>Reads the issuer's keys.</summary>
    /// <param name="options">Which tokens are taken.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">The file is no JWK set.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public TokenVerifier(TokenOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_file, _time) = (new WatchedFile(options.Keys), time);
        _file.HasChanged();
        _parameters = new TokenValidationParameters(options.Issuer, options.Audience, options.ClockSkew, Read(options.Keys));
    }

    /// <inheritdoc/>
    public Identity? Verify(string credential)
    {
        TokenValidationResult result = JsonWebTokenHandler.ValidateToken(credential, Volatile.Read(ref _parameters), _time.GetUtcNow());
        if (!result.IsValid
            || !result.Claims.TryGetProperty("sub", out JsonElement who) || who.ValueKind != JsonValueKind.String
            || who.GetString() is not { Length: > 0 and <= MostSubject } subject)
        {
            return null;
        }

        try
        {
            Entitlements entitlements = result.Claims.TryGetProperty(Claim, out JsonElement may) ? EntitlementsJson.Read(may) : Entitlements.Nothing;
            return new Identity($"jwt:{subject}", subject, entitlements) { Expires = result.ValidTo, Verifier = this, Credential = result.SigningKey!.Text };
        }
        catch (FormatException)
        {
            // What it allows cannot be told.
            return null;
        }
    }

    /// <inheritdoc/>
    public Identity? Current(Identity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return Volatile.Read(ref _parameters).IssuerSigningKeys.Keys.Any(key => key.Text == identity.Credential) ? identity : null;
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
            Volatile.Write(ref _parameters, _parameters with { IssuerSigningKeys = Read(_file.Path) });
            LogRead(logger, _file.Path, _parameters.IssuerSigningKeys.Keys.Count);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, _file.Path, wrong.Message);
        }
    }

    private static JsonWebKeySet Read(string path) => JsonWebKeySet.Parse(File.ReadAllBytes(path));

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "The issuer's keys in {File} were read: there are {Count}.")]
    private static partial void LogRead(ILogger logger, string file, int count);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "The issuer's keys in {File} cannot be read, so that those read before still hold: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string file, string reason);
}
