namespace Ticker.Server;

/// <summary>What a connection may take before it is anything more than HTTP. Bound from <c>Ticker:Http</c>.</summary>
public sealed record HttpOptions
{
    /// <summary>
    /// The most TCP connections at a time that are served as HTTP, on each port; one more is closed without a
    /// word. A WebSocket over HTTP/1.1 without TLS is not among them once it is open. Default 50,000.
    /// </summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>How long a connection may be silent before its first request, and between two. Default 20 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a request's headers may take to come, from their first byte; then 408. Default 10 s.</summary>
    public TimeSpan HeadersDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes of a request's headers; more is answered 431. Default 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>The most headers of a request; more is answered 431. Default 100.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>The most bytes of a request's first line; more is answered 414. Default 8 KiB.</summary>
    public int MaxRequestLine { get; init; } = 8 * 1024;

    /// <summary>The most streams of an HTTP/2 connection at a time; one more is refused (RFC 9113, 5.1.2). Default 100.</summary>
    public int MaxStreams { get; init; } = 100;

    /// <summary>How long an HTTP/2 connection may be silent before it is sent a ping, at least 1 s. Default 20 s.</summary>
    /// <remarks>A publisher whose machine is gone says nothing; only this tells.</remarks>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long after that ping a sign of life must come, at least 1 s. Default 10 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Names that the server goes by, beside addresses and <c>localhost</c>; one that asks by another is answered 421.
    /// <c>*</c> = any. Default none, which means any, but for a server that only this machine can reach, that asks nobody
    /// who they are and trusts no proxy: there it means none.
    /// </summary>
    public string[] Hosts { get; init; } = [];

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxConnections < 1)
        {
            yield return "Ticker:Http:MaxConnections is below 1";
        }

        if (!IsTime(IdleTimeout) || !IsTime(HeadersDeadline))
        {
            yield return "Ticker:Http:IdleTimeout or HeadersDeadline is not between 100 ms and an hour";
        }

        if (MaxHeaderBytes is < 1024 or > 1024 * 1024 || MaxHeaders is < 16 or > 10_000 || MaxRequestLine is < 256 or > 1024 * 1024)
        {
            yield return "Ticker:Http:MaxHeaderBytes is not between 1 KiB and 1 MiB, MaxHeaders not between 16 and 10000, or MaxRequestLine not between 256 and 1 MiB";
        }

        if (MaxStreams is < 1 or > 100_000)
        {
            yield return "Ticker:Http:MaxStreams is not between 1 and 100000";
        }

        if (PingInterval < TimeSpan.FromSeconds(1) || PingTimeout < TimeSpan.FromSeconds(1))
        {
            yield return "Ticker:Http:PingInterval or PingTimeout is below 1 s";
        }

        foreach (string host in Hosts)
        {
            if (host != "*" && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            {
                yield return $"Ticker:Http:Hosts: '{host}' is not a name such as ticker.example, without a port";
            }
        }
    }

    private static bool IsTime(TimeSpan time) => time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromHours(1);
}
