using Ticker.Model;

namespace Ticker.Protocol;

/// <summary><c>welcome</c>: the first message of a connection.</summary>
public sealed record Welcome : ServerMessage
{
    /// <summary>The version of the protocol that this assembly speaks.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>The version of the protocol.</summary>
    public int Version { get; init; } = ProtocolVersion;

    /// <summary>The server's name and version.</summary>
    public required string Server { get; init; }

    /// <summary>The present epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>The server's clock.</summary>
    public required UnixNanos Time { get; init; }

    /// <summary>Milliseconds from one heartbeat to the next.</summary>
    public required int HeartbeatMs { get; init; }

    /// <summary>What a client may do at most, by name.</summary>
    public IReadOnlyDictionary<string, long> Limits { get; init; } = new Dictionary<string, long>();

    /// <summary>How many milliseconds later than it happened this client sees the market; 0 = at once.</summary>
    public int DelayMs { get; init; }

    /// <summary>Whether the client must prove who it is.</summary>
    public required AuthState Auth { get; init; }

    /// <inheritdoc/>
    public override string Event => "welcome";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(DelayMs > 0 ? 9 : 8);
        writer.Pair("ev"u8, Event);
        writer.Pair("version"u8, Version);
        writer.Pair("server"u8, Server);
        writer.Pair("epoch"u8, Epoch);
        writer.WidePair("time"u8, Time.Value);
        writer.Pair("heartbeat_ms"u8, HeartbeatMs);
        writer.Key("limits"u8);
        writer.BeginMap(Limits.Count);
        foreach ((string name, long limit) in Limits)
        {
            writer.Key(JsonText.ToUtf8(name));
            writer.Number(limit);
        }

        writer.EndMap();
        writer.Pair("auth"u8, WireWords.AuthStates[(int)Auth]);
        if (DelayMs > 0)
        {
            writer.Pair("delay_ms"u8, DelayMs);
        }

        writer.EndMap();
    }
}
