using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>How a subscriber connects.</summary>
public sealed record SubscriberOptions
{
    /// <summary>How messages are written. Default MessagePack.</summary>
    public WireEncoding Encoding { get; init; } = WireEncoding.MessagePack;

    /// <summary>The longest message taken, in bytes; the server's are at most 64 KiB unless it is set otherwise. Default 1 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>The API key or token, where the server asks for one; it goes into the header of the handshake. Null = none.</summary>
    public string? Key { get; init; }

    /// <summary>How long to wait for the connection and the server's welcome. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the closing handshake may take. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the server may be silent before it is pinged, and then before it is given up. Default 15 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Without the key.</summary>
    public override string ToString() => nameof(SubscriberOptions);
}
