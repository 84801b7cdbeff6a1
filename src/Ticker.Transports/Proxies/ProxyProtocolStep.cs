namespace Ticker.Transports.Proxies;

/// <summary>What the beginning of a connection is, as far as it has come.</summary>
public enum ProxyProtocolStep
{
    /// <summary>More must come before it can be said.</summary>
    Incomplete,

    /// <summary>A header.</summary>
    Header,

    /// <summary>Something else.</summary>
    Garbage,
}
