namespace Ticker.Server.Access;

/// <summary>What was read from a file and is read again when that changes: API keys, and the keys of token issuers.</summary>
internal interface IReloaded
{
    /// <summary>Reads it again if it has changed; what cannot be read changes nothing, and is logged once.</summary>
    void Look(ILogger logger);
}
