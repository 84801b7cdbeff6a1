namespace Ticker.Transports.WebSockets;

/// <summary>What the subscriber door takes. Bound from <c>Ticker:WebSockets</c>.</summary>
public sealed record StreamEndpointOptions
{
    /// <summary>The most bytes of one incoming message; a larger one closes with 1009. Default 1 MiB.</summary>
    public int MaxMessage { get; init; } = 1024 * 1024;

    /// <summary>How long an incoming frame's header may stay incomplete before the connection fails with 1002. Default 10 s.</summary>
    public TimeSpan ReadDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many incoming messages a second a connection may send in the long run; above it, 4429. Default 100.</summary>
    public int MessagesPerSecond { get; init; } = 100;

    /// <summary>How many incoming messages a connection may send at once. Default 1,000.</summary>
    public int MessageBurst { get; init; } = 1_000;

    /// <summary>The most connections at a time; one more is answered 503. Default 20,000.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>
    /// The most connections of one address, of IPv6 of one network of 64 bits; one more is answered 429. Those of this
    /// machine are not counted: behind them are its own programs, or a proxy that does not tell its clients' addresses.
    /// Default 1,000.
    /// </summary>
    public int MaxPerAddress { get; init; } = 1_000;

    /// <summary>The unsent bytes that the kernel may hold for a subscriber. Default 16 KiB.</summary>
    /// <remarks>Source: <c>TCP_NOTSENT_LOWAT</c> in tcp(7). Without it, megabytes grow old in the kernel before a slow reader looks slow.</remarks>
    public int UnsentLowWater { get; init; } = 16 * 1024;

    /// <summary>
    /// How far a subscriber may be behind in reading what its own kernel has taken for it, before it is held back as one
    /// whose socket is full. Default 250 ms; zero = as far as it likes. On Linux only, and only where the server writes
    /// to the socket itself.
    /// </summary>
    public TimeSpan ReaderLag { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Origins, beside the server's own, whose pages may connect, as <c>https://board.example:8443</c>; <c>*</c> = any.
    /// A request without an Origin does not come from a browser's page and is not held back by this.
    /// </summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>Whether messages are compressed for those who offer permessage-deflate. Default false: it costs the server's and the client's processors more than what it saves of most lines.</summary>
    public bool Deflate { get; init; }

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxMessage is < 1024 or > 256 * 1024 * 1024)
        {
            yield return "Ticker:WebSockets:MaxMessage is not between 1 KiB and 256 MiB";
        }

        if (ReadDeadline < TimeSpan.FromMilliseconds(100) || ReadDeadline > TimeSpan.FromHours(1))
        {
            yield return "Ticker:WebSockets:ReadDeadline is not between 100 ms and an hour";
        }

        if (MessagesPerSecond < 1 || MessageBurst < 1)
        {
            yield return "Ticker:WebSockets:MessagesPerSecond or MessageBurst is below 1";
        }

        if (MaxConnections < 1 || MaxPerAddress < 1)
        {
            yield return "Ticker:WebSockets:MaxConnections or MaxPerAddress is below 1";
        }

        if (UnsentLowWater < 1024)
        {
            yield return "Ticker:WebSockets:UnsentLowWater is below 1024";
        }

        if (ReaderLag < TimeSpan.Zero || ReaderLag > TimeSpan.FromHours(1))
        {
            yield return "Ticker:WebSockets:ReaderLag is not between zero and an hour";
        }

        foreach (string origin in AllowedOrigins)
        {
            if (origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.GetLeftPart(UriPartial.Authority) == origin))
            {
                yield return $"Ticker:WebSockets:AllowedOrigins: '{origin}' is not an origin such as https://board.example";
            }
        }
    }
}
