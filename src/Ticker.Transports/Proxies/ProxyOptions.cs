namespace Ticker.Transports.Proxies;

/// <summary>Which proxies are believed, and how they tell who the client is. Bound from <c>Ticker:Proxies</c>.</summary>
public sealed record ProxyOptions
{
    /// <summary>The word of <see cref="Protocol"/> for <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c>.</summary>
    public const string XForwarded = "x-forwarded";

    /// <summary>The word of <see cref="Protocol"/> for the header of RFC 7239.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>The word of <see cref="Protocol"/> for HAProxy's PROXY protocol.</summary>
    public const string Proxy = "proxy";

    /// <summary>Addresses and ranges, as <c>10.1.2.3</c> or <c>10.0.0.0/8</c>, whose word is taken. Default: none, so that nobody's is.</summary>
    public string[] Trusted { get; init; } = [];

    /// <summary>
    /// How they tell it, one way for all of them: a proxy passes on what it does not know, so that a header that it does not
    /// write itself is the client's word. <c>x-forwarded</c> (the default), <c>forwarded</c> (RFC 7239), or <c>proxy</c>: the
    /// PROXY protocol, versions 1 and 2, with which each of their connections to the web port must begin.
    /// </summary>
    public string Protocol { get; init; } = XForwarded;

    /// <summary>
    /// Whether the connections of those who are trusted begin with the PROXY protocol on the port of feeds too, and have to.
    /// Default false: publishers that share a machine with the proxy may connect by themselves.
    /// </summary>
    public bool Feeds { get; init; }

    /// <summary>How long a connection may wait with the header of the PROXY protocol. Default 5 s.</summary>
    public TimeSpan HeaderDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        foreach (string wrong in Trusted.Where(text => !TrustedAddresses.TryRead(text, out _)))
        {
            yield return $"Ticker:Proxies:Trusted: '{wrong}' is neither an IP address nor a range such as 10.0.0.0/8";
        }

        if (Protocol is not (XForwarded or Forwarded or Proxy))
        {
            yield return $"Ticker:Proxies:Protocol is '{Protocol}'; it must be {XForwarded}, {Forwarded} or {Proxy}";
        }

        if (Protocol != XForwarded && Trusted.Length == 0)
        {
            yield return $"Ticker:Proxies:Protocol is {Protocol}, and Ticker:Proxies:Trusted names nobody";
        }

        if (Feeds && Protocol != Proxy)
        {
            yield return $"Ticker:Proxies:Feeds is for the PROXY protocol, and Ticker:Proxies:Protocol is {Protocol}";
        }

        if (HeaderDeadline < TimeSpan.FromMilliseconds(100) || HeaderDeadline > TimeSpan.FromMinutes(1))
        {
            yield return "Ticker:Proxies:HeaderDeadline is not between 100 ms and 1 minute";
        }
    }
}
