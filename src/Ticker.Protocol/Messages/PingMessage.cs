namespace Ticker.Protocol;

/// <summary><c>ping</c>: asks for a pong; for browsers, which cannot send WebSocket pings.</summary>
public sealed record PingMessage : ClientMessage
{
    /// <summary>Any integer from -2^63 to 2^64 - 1; comes back in the pong.</summary>
    public required Int128 T { get; init; }

    /// <inheritdoc/>
    public override string Op => "ping";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2);
        writer.Pair("op"u8, Op);
        writer.Key("t"u8);
        writer.AnyInteger(T);
        writer.EndMap();
    }
}
