namespace Ticker.Protocol;

/// <summary><c>auth</c>: proves who the client is. May come at any time to renew, never to change identity.</summary>
public sealed record AuthMessage : ClientMessage
{
    /// <summary>An API key or a JWT. A secret: never logged, and kept out of <see cref="ToString"/>.</summary>
    public required string Token { get; init; }

    /// <inheritdoc/>
    public override string Op => "auth";

    /// <summary>Without the token.</summary>
    public override string ToString() => nameof(AuthMessage);

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2);
        writer.Pair("op"u8, Op);
        writer.Pair("token"u8, Token);
        writer.EndMap();
    }
}
