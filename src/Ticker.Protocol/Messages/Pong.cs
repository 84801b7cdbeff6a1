using Ticker.Model;

namespace Ticker.Protocol;

/// <summary><c>pong</c>: answers a ping.</summary>
public sealed record Pong : ServerMessage
{
    /// <summary>The ping's integer.</summary>
    public required Int128 T { get; init; }

    /// <summary>The server's clock.</summary>
    public required UnixNanos Time { get; init; }

    /// <inheritdoc/>
    public override string Event => "pong";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(3);
        writer.Pair("ev"u8, Event);
        writer.Key("t"u8);
        writer.AnyInteger(T);
        writer.WidePair("time"u8, Time.Value);
        writer.EndMap();
    }
}
