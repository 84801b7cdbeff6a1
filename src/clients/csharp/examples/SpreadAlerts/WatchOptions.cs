namespace SpreadAlerts;

/// <summary>What is watched. Bound from the section <c>Watch</c>.</summary>
internal sealed class WatchOptions
{
    /// <summary>The server's web address.</summary>
    public string Server { get; init; } = "ws://127.0.0.1:8080";

    /// <summary>The API key, where the server asks for one: rather from the environment, <c>Watch__Key</c>, than from the command line.</summary>
    public string? Key { get; init; }

    /// <summary>Symbols and patterns.</summary>
    public string[] Symbols { get; init; } = [];

    /// <summary>The widest spread that is no news, in hundredths of a percent of the middle.</summary>
    public decimal MostBasisPoints { get; init; } = 10;
}
