namespace Ticker.Protocol;

/// <summary><c>unsubscribe</c>: ends a subscription.</summary>
public sealed record UnsubscribeMessage : ClientMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <inheritdoc/>
    public override string Op => "unsubscribe";

    internal override void Write<TWriter>(ref TWriter writer) => writer.OpAndId(Op, Id);
}
