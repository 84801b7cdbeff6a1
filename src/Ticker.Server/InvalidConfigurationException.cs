namespace Ticker.Server;

/// <summary>Settings that the server cannot start with.</summary>
/// <param name="wrong">Every thing that is wrong with them.</param>
public sealed class InvalidConfigurationException(IReadOnlyList<string> wrong) : Exception("the configuration is not valid:\n  " + string.Join("\n  ", wrong))
{
    /// <summary>Every thing that is wrong.</summary>
    public IReadOnlyList<string> Wrong => wrong;
}
